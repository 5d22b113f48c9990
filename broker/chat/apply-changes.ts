// What a change of a room does once it is on disk, all within one tick: who is out gets nothing more from here on, and each
// person's devices hear that they are in or out.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { textTopics } from '../../src/protocol/text-topics';
import { marksTopic, presenceTopic, roomTopic, typingTopic, userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut } from '../application';
import type { ChangeTable } from '../store/tables';
import type { Rooms } from './rooms';

export type ApplyChanges = (
  room: RoomId,
  changes: readonly ChangeTable[],
  /** The client that knows already who joined, because it asked. */
  asking?: string,
  /** Of the entry that says so. */
  seq?: number,
) => void;

export function createApplyChanges({ rooms, fanOut }: { rooms: Rooms; fanOut: () => FanOut }): ApplyChanges {
  return (room, changes, asking, seq) => {
    const before = new Set(rooms.membersOf(room).keys());
    rooms.apply(changes);
    const after = rooms.membersOf(room);
    const texts = textTopics(room, rooms.lobby);
    const topics = [
      ...[roomTopic, marksTopic, typingTopic, presenceTopic].map((topic) => topic(room)),
      ...texts,
    ];
    const deleted = rooms.row(room)?.deleted;
    if (deleted) {
      fanOut().endSubscriptions(topics);
      for (const user of before) tellLeft(user, 'deleted', deleted.by);
      return;
    }
    for (const change of changes) {
      if (change.table !== 'member' && change.table !== 'left') continue;
      const user = change.key.slice(room.length + 1) as UserId;
      if (change.table === 'member' && change.row && !before.has(user)) {
        fanOut().signal(userTopic(user), encodeUserChange({ change: 'joined', room }), asking);
        fanOut().topicsAdded(texts.slice(0, 1), user, seq === undefined ? undefined : seq - 1);
      }
      if (change.table !== 'left' || !change.row || !before.has(user) || after.has(user)) continue;
      fanOut().endSubscriptions(topics, user);
      tellLeft(user, change.row.why, change.row.by);
    }

    function tellLeft(user: UserId, why: 'left' | 'removed' | 'banned' | 'deleted', by: UserId): void {
      fanOut().signal(userTopic(user), encodeUserChange({ change: 'left', room, why, by }));
    }
  };
}
