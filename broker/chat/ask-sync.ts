// `sync`, the first question of a connection: what is missing on the device? The device is the authority on what it holds,
// so its cursors override the session's, up or down; only then the session is released and pushes the rest.
import type { RoomRow, SyncResult, SyncState } from '../../src/protocol/ask';
import { cursorDigest } from '../../src/protocol/digest';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { pageEntries } from '../../src/protocol/limits';
import { parseTopic, roomTopic } from '../../src/protocol/topics';
import type { SessionHandle } from '../application';
import type { Store } from '../store/store';
import type { MarksBook } from './marks';
import type { Rooms } from './rooms';

export interface SyncDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly marks: MarksBook;
  /** A session is void once it is disconnected. */
  readonly isConnected: (session: SessionHandle) => boolean;
}

/** Rejects when the store fails. After any answer but `tell-cursors` the session is to be released. */
export async function answerSync(
  { store, rooms, marks, isConnected }: SyncDeps,
  session: SessionHandle,
  state: SyncState,
): Promise<SyncResult> {
  const user = session.principal.user as UserId;
  const told = 'cursors' in state;
  const held = told ? new Map(state.cursors) : trustedCursors(session, state.digest);
  if (!held) return { outcome: 'tell-cursors' };

  // Before the first await, or it would undo an `open` that came after it.
  if (told && (state.open === undefined || rooms.isMember(state.open, user)))
    session.pushFirst(state.open && roomTopic(state.open));
  const own = rooms.roomsOf(user);
  const heads = await store.heads(own);
  const differing: RoomRow[] = [];
  for (const [index, room] of own.entries()) {
    const head = heads[index] ?? 0;
    const known = held.get(room);
    const cursor = Math.min(known ?? 0, head);
    if (isConnected(session)) {
      // More than a page is not pushed: the device asks for the pages that it wants.
      if (head - cursor > pageEntries) session.setCursor(roomTopic(room), head);
      else if (told || known !== cursor) session.setCursor(roomTopic(room), cursor);
    }
    const row = rooms.describe(room);
    if (row && known !== head) differing.push({ ...row, head, read: marks.of(room, user).read });
  }
  const gone = [...held.keys()].filter((room) => !rooms.isMember(room, user));
  return differing.length === 0 && gone.length === 0
    ? { outcome: 'same' }
    : { outcome: 'differs', rooms: differing, gone };

  function trustedCursors(
    { present, cursorsAtConnect }: SessionHandle,
    digest: Uint8Array,
  ): Map<RoomId, number> | undefined {
    const cursors = new Map<RoomId, number>();
    for (const [topicName, seq] of cursorsAtConnect) {
      const topic = parseTopic(topicName);
      if (topic?.kind === 'room' && rooms.isMember(topic.room, user)) cursors.set(topic.room, seq);
    }
    return present && Buffer.compare(cursorDigest(cursors), digest) === 0 ? cursors : undefined;
  }
}
