// `sync`, the first question of a connection: what is missing on the device? The device is the authority on what it holds,
// so its cursors override the session's, up or down; only then the session is released and pushes the rest.
import type { RoomRow, RoseSince, SyncResult, SyncState } from '../../src/protocol/ask';
import { cursorDigest } from '../../src/protocol/digest';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { pageEntries } from '../../src/protocol/limits';
import { parseTopic, roomTopic } from '../../src/protocol/topics';
import type { SessionHandle } from '../application';
import type { Store } from '../store/store';
import { planFarBehind, splitRows } from './far-behind';
import type { Floors } from './floors';
import type { MarksBook } from './marks';
import type { People } from './people';
import type { Rooms } from './rooms';

export interface SyncDeps {
  readonly store: Store;
  readonly rooms: Pick<Rooms, 'isMember' | 'roomsOf' | 'describe' | 'departure'>;
  readonly marks: Pick<MarksBook, 'of' | 'readsSince'>;
  readonly floors: Pick<Floors, 'of' | 'since'>;
  /** What is kept of a room. */
  readonly kept: (room: RoomId) => Pick<RoomRow, 'floor' | 'retention'>;
  readonly people: Pick<People, 'nameOf'>;
  /** A session is void once it is disconnected. */
  readonly isConnected: (session: SessionHandle) => boolean;
}

export interface SyncAnswer {
  /** What the device's screen shows of it. Goes out before the result. */
  readonly first?: SyncResult;
  readonly result: SyncResult;
}

/**
 * Rejects when the store fails. After any result but `tell-cursors` the session is to be released. `firstRows`: the device
 * understands an answer in two parts; older ones say nothing of it. `readsSince`: what was read on the person's other devices behind
 * that comes with it. `spares`: of the rooms that are not open only the newest message is pushed.
 */
export async function answerSync(
  { store, rooms, marks, floors, kept, people, isConnected }: SyncDeps,
  session: SessionHandle,
  state: SyncState,
  firstRows?: number,
  readsSince?: number,
  spares = false,
): Promise<SyncAnswer> {
  const user = session.principal.user as UserId;
  const told = 'cursors' in state;
  const held = new Map(told ? state.cursors : sessionCursors());
  const isTrusted = told || (session.present && Buffer.compare(cursorDigest(held), state.digest) === 0);
  const isFarBehind = firstRows !== undefined && (told || !session.present || session.isHeld);
  if (!isTrusted && !isFarBehind) return { result: { outcome: 'tell-cursors' } };

  // Before the first await, or it would undo an `open` that came after it.
  if (told && (state.open === undefined || rooms.isMember(state.open, user)))
    session.pushFirst(state.open && roomTopic(state.open));
  const own = rooms.roomsOf(user);
  const heads = await store.heads(own);
  const headByRoom = new Map(own.map((room, index) => [room, heads[index] ?? 0]));
  const differing = [...headByRoom].flatMap(([room, head]): RoomRow[] => {
    const row = rooms.isMember(room, user) ? rooms.describe(room, user) : undefined;
    if (!row || held.get(room) === head) return [];
    return [{ ...row, ...kept(room), head, read: marks.of(room, user).read }];
  });
  const gone = [...held.keys()].filter((room) => !rooms.isMember(room, user));
  const departures = (await Promise.all(gone.map((room) => rooms.departure(room, user)))).filter(
    (departure) => departure !== undefined,
  );
  const missing = differing.map((row) => ({ row, upTo: upToOf(row.room) }));
  // Whoever was removed from a room meanwhile is shown no words of it.
  const planned =
    isFarBehind &&
    (await planFarBehind({ store, people }, missing, told ? state.open : undefined, spares)).filter(
      ({ room }) => rooms.isMember(room, user),
    );
  const { first, rest } = planned ? splitRows(planned, firstRows) : { first: [], rest: differing };
  const parts = first.length > 0 ? { first: { outcome: 'differs', rooms: first, gone: [] } as const } : {};
  if (!isTrusted) return { ...parts, result: { outcome: 'tell-cursors' } };

  const reads = newReads();
  // The newest rooms first, and nothing awaited from here on: what is pushed comes behind the answer.
  if (isConnected(session)) for (const [room, seq] of cursorsToSet()) session.setCursor(roomTopic(room), seq);
  return {
    ...parts,
    result:
      differing.length === 0 && gone.length === 0 && !reads
        ? { outcome: 'same' }
        : {
            outcome: 'differs',
            rooms: rest,
            gone,
            ...(departures.length > 0 && { departures }),
            ...(reads && { reads }),
          },
  };

  /** The rows of the others tell it themselves. */
  function newReads(): RoseSince | undefined {
    if (readsSince === undefined) return undefined;
    const sames = own.filter((room) => held.get(room) === headByRoom.get(room));
    const news = marks.readsSince(user, sames, readsSince, session.clientId);
    const risen = floors.since(sames, readsSince);
    if (news.reads.length === 0 && risen.length === 0 && readsSince > 0) return undefined;
    return { ...news, ...(risen.length > 0 && { floors: risen }) };
  }

  /** What the device has, or can have no more: it is not missing there. */
  function upToOf(room: RoomId): number | undefined {
    const upTo = held.get(room);
    return upTo === undefined ? undefined : Math.max(upTo, floors.of(room) - 1);
  }

  function sessionCursors(): Map<RoomId, number> {
    const cursors = new Map<RoomId, number>();
    for (const [topicName, seq] of session.cursorsAtConnect) {
      const topic = parseTopic(topicName);
      if (topic?.kind === 'room' && rooms.isMember(topic.room, user)) cursors.set(topic.room, seq);
    }
    return cursors;
  }

  function cursorsToSet(): Map<RoomId, number> {
    const cursors = new Map<RoomId, number>();
    for (const { room, pushedBehind } of planned || [])
      if (pushedBehind !== undefined) cursors.set(room, pushedBehind);
    for (const [room, head] of headByRoom) {
      const known = held.get(room);
      const cursor = Math.min(Math.max(known ?? 0, floors.of(room) - 1), head);
      if (cursors.has(room)) continue;
      // More than a page is not pushed: the device asks for the pages that it wants.
      if (head - cursor > pageEntries) cursors.set(room, head);
      else if (told || known !== cursor) cursors.set(room, cursor);
    }
    return cursors;
  }
}
