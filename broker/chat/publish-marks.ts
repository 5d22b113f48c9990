// How far somebody's device has read and holds a room: kept, and told to the person's other devices and to those who look at it.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { decodeMarks } from '../../src/protocol/marks';
import { userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut, PublishAnswer, SessionHandle } from '../application';
import type { MarksBook } from './marks';
import type { MarksBroadcast } from './marks-broadcast';

type PublishMarks = (session: SessionHandle, room: RoomId, payload: Uint8Array) => Promise<PublishAnswer>;

export function createPublishMarks({
  marks,
  marksBroadcast,
  fanOut,
}: {
  marks: Pick<MarksBook, 'raise'>;
  marksBroadcast: Pick<MarksBroadcast, 'rose'>;
  fanOut: () => FanOut;
}): PublishMarks {
  return async (session, room, payload): Promise<PublishAnswer> => {
    const told = decodeMarks(payload);
    if (!told) return { refused: 'payload-invalid', reason: 'These are no marks.' };
    const user = session.principal.user as UserId;
    const { readRose, deliveredRose, marks: merged } = await marks.raise(room, user, told, session.clientId);
    if (readRose || deliveredRose) marksBroadcast.rose(room, user, session.clientId);
    if (readRose) {
      const change = encodeUserChange({ change: 'read', room, read: merged.read });
      fanOut().signal(userTopic(user), change, session.clientId);
    }
    return {};
  };
}
