// Repairs what the pipe lost: after each connect it compares what this device holds with what the broker has, learns of rooms,
// and brings pages, newest first. The device is the authority on what it holds.
import type { Db } from '../db/db';
import { gaps, heldFrom, heldUpTo, type Range } from '../db/held-ranges';
import type { AskResult, RoomRow, SyncState } from '../protocol/ask';
import { cursorDigest, type Cursor } from '../protocol/digest';
import { decodeLogEntry, maxStampBytes, type LogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import { pageEntries } from '../protocol/limits';
import { answerTopic, marksTopic, roomTopic, userTopic } from '../protocol/topics';
import type { Connection } from '../transport/link';
import type { Asker, AskOutcome } from './asker';
import { rejoin } from './rejoin';

export interface CatchUp {
  /** What this device holds, room by room. Taken before a dial: what is pushed right behind the CONNACK must not be in it. */
  cursors(): Promise<readonly Cursor[]>;
  connected(connection: Connection, cursorsAtDial: readonly Cursor[]): Promise<void>;
  /**
   * First of all on a connection, before anything is sent: where the broker's logs were set back, this device goes back to
   * what both have. `false`: the link went first, or it failed.
   */
  backToCommon(connection: Connection): Promise<boolean>;
  lost(): void;
  /** The room on the screen: its holes are filled without asking, up to `autoFillEntries` each. */
  openRoom(room: RoomId | undefined): void;
  /** A room this person has just become a member of. */
  addRoom(row: RoomRow): Promise<void>;
  /** Rooms changed behind our back: ask for the list again. */
  refresh(): Promise<void>;
  /** These people were told of: their names are worth knowing. */
  met(people: readonly UserId[]): void;
  /** A pushed entry was committed: a hole may show below it, a name may be missing. */
  kept(room: RoomId, entry: LogEntry): void;
  /** One page: the newest entries of from…to. */
  fill(room: RoomId, from: number, to: number): Promise<AskOutcome<undefined>>;
}

export interface CatchUpDeps {
  readonly db: Db;
  readonly user: UserId;
  readonly asker: Asker;
  /** A page was committed. */
  readonly pageKept: (room: RoomId) => void;
  readonly trouble: (what: string, error: unknown) => void;
}

/** A hole up to this size is filled by itself in the open room; a larger one waits for its button. */
const autoFillEntries = 1000;
const maxEntryBytes = 1024 * 1024 + maxStampBytes;
/** A new subscription begins at the end of the log as it is by then: what came in between the answer and it is asked for up to there. */
const endOfLog = Number.MAX_SAFE_INTEGER;

export function createCatchUp({ db, user, asker, pageKept, trouble }: CatchUpDeps): CatchUp {
  let connection: Connection | undefined;
  let open: RoomId | undefined;
  /** Rooms of which the broker pushes what is missing behind the newest held entry; the others are fetched in pages. */
  let pushed = new Set<RoomId>();
  /** On this connection the logs were set back: what was held at its dial says nothing any more. */
  let setBackOn: Connection | undefined;
  const filling = new Set<RoomId>();
  const lastKeptByRoom = new Map<RoomId, number>();
  const knownPeople = new Set<UserId>([user]);

  const cursors = async (): Promise<readonly Cursor[]> => {
    const [known, held] = await Promise.all([db.rooms.list(), db.log.allHeld()]);
    const upToByRoom = new Map(held.map(({ room, ranges }) => [room, heldUpTo(ranges)]));
    return known.map(({ room }) => [room, upToByRoom.get(room) ?? 0]);
  };

  const backToCommon = async (on: Connection): Promise<boolean> => {
    const known = await db.setting('epoch');
    if (on.epoch === undefined || known === on.epoch) return true;
    if (known !== undefined) {
      setBackOn = on;
      if (!(await rejoin({ db, asker, user }))) return false;
    }
    await db.putSetting('epoch', on.epoch);
    return true;
  };

  const connected = async (on: Connection, cursorsAtDial: readonly Cursor[]) => {
    connection = on;
    pushed = new Set();
    let state: SyncState | undefined;
    let answer: AskOutcome<AskResult<'sync'>> | undefined;
    // A session that was never fully subscribed would not even bring the answer.
    if (on.sessionPresent && on !== setBackOn && (await db.setting('subscribed')) === true) {
      state = { digest: cursorDigest(cursorsAtDial) };
      answer = await asker.ask('sync', state);
    }
    let mine = cursorsAtDial;
    if (!answer || (answer.outcome === 'answered' && answer.value.outcome === 'tell-cursors')) {
      mine = await cursors();
      // All of them again where the session is gone or not as we think: subscribing twice keeps the cursor.
      const topics = [answerTopic, userTopic(user), ...mine.map(([room]) => roomTopic(room))];
      await db.putSetting('subscribed', false);
      if (!(await on.subscribe(topics))) return;
      await db.putSetting('subscribed', true);
      state = { cursors: mine, open };
      answer = await asker.ask('sync', state);
    }
    if (answer.outcome === 'refused') trouble('Catching up was refused', answer.text);
    if (answer.outcome !== 'answered' || on !== connection) return;
    const upToByRoom = new Map(mine);
    pushed = new Set(upToByRoom.keys());
    if (answer.value.outcome === 'differs') await applyDifferences(on, answer.value, upToByRoom);
    if (open !== undefined && state && 'digest' in state) void asker.ask('open', { room: open });
    await followMarks(on);
    await fillOpenRoom();
  };

  /** The marks of the open room, now and as they rise. The subscription outlives the connection, so it is noted which it is. */
  const followMarks = async (on: Connection) => {
    const room = open;
    const followed = (await db.setting('marksRoom')) as RoomId | undefined;
    if (followed !== undefined && followed !== room) on.unsubscribe([marksTopic(followed)]);
    if (room !== undefined && !(await on.subscribe([marksTopic(room)]))) return;
    await db.putSetting('marksRoom', room);
    if (room === undefined) return;
    const head = (await db.rooms.get(room))?.head ?? 0;
    const answer = await asker.ask('marks', { room, seq: head });
    // In a large room there are only numbers, and they are asked for message by message.
    if (answer.outcome !== 'answered' || !('members' in answer.value)) return;
    const { members } = answer.value;
    await db.marks.put(room, members, false);
    await learnNames(members.map((member) => member.user));
  };

  const applyDifferences = async (
    on: Connection,
    { rooms, gone }: Extract<AskResult<'sync'>, { outcome: 'differs' }>,
    upToByRoom: ReadonlyMap<RoomId, number>,
  ) => {
    await db.rooms.put(rooms);
    await db.rooms.remove(gone);
    const fresh = rooms.filter(({ room }) => !upToByRoom.has(room));
    if (!(await subscribeRooms(on, fresh))) return;
    for (const { room, head } of rooms) {
      const isNew = !upToByRoom.has(room);
      const missing = head - (upToByRoom.get(room) ?? 0);
      if (!isNew && missing <= pageEntries) continue;
      // Only its head came. The newest entry is enough for the list of rooms; the open room gets its page below.
      pushed.delete(room);
      if (isNew && room === open) await fill(room, Math.max(1, head), endOfLog);
      else if (isNew) void fill(room, Math.max(1, head), endOfLog);
      else if (room !== open) void fill(room, head, head);
    }
  };

  /** `false`: the link went first; then all is subscribed to again on the next connection. */
  const subscribeRooms = async (on: Connection, rooms: readonly RoomRow[]): Promise<boolean> => {
    if (rooms.length === 0) return true;
    await db.putSetting('subscribed', false);
    if (!(await on.subscribe(rooms.map(({ room }) => roomTopic(room))))) return false;
    await db.putSetting('subscribed', true);
    return true;
  };

  const fill = async (room: RoomId, from: number, to: number): Promise<AskOutcome<undefined>> => {
    const answer = await asker.ask('range', { room, from, to });
    if (answer.outcome !== 'answered') return answer;
    const [entries, later] = [answer.value.entries, answer.value.later].map((payloads) =>
      payloads
        .map((payload) => decodeLogEntry(payload, maxEntryBytes))
        .filter((entry): entry is LogEntry => entry !== undefined),
    ) as [LogEntry[], LogEntry[]];
    try {
      await db.rooms.putPeople(answer.value.people);
      await db.log.put(room, entries, later);
      pageKept(room);
    } catch (error) {
      trouble('A page could not be kept', error);
      return {
        outcome: 'refused',
        code: 'not-kept',
        text: 'The page came, but this device could not keep it.',
      };
    }
    if (entries.length === 0)
      return { outcome: 'refused', code: 'empty', text: 'The server has nothing there.' };
    return { outcome: 'answered', value: undefined };
  };

  /** The newest stretch of the open room that should be here, is missing, and is not being pushed. */
  const nextToFill = async (room: RoomId): Promise<Range | undefined> => {
    const [held, record] = await Promise.all([db.log.held(room), db.rooms.get(room)]);
    if (!record) return undefined;
    const newest = heldUpTo(held);
    const newestPageFrom = Math.max(1, record.head - pageEntries + 1);
    const bePushed = pushed.has(room) && newest > 0 && record.head - newest <= pageEntries;
    for (const [from, to] of gaps(held, record.head).toReversed()) {
      if (from > newest && bePushed) continue;
      if (newest > 0 && to - from < autoFillEntries) return [from, to];
      if (to >= newestPageFrom) return [Math.max(from, newestPageFrom), to];
    }
    // What is older than all that is held waits until somebody scrolls there, but a page is always wanted.
    const oldest = heldFrom(held);
    return oldest > newestPageFrom ? [newestPageFrom, oldest - 1] : undefined;
  };

  const fillOpenRoom = async (): Promise<void> => {
    const room = open;
    if (room === undefined || filling.has(room)) return;
    filling.add(room);
    try {
      while (room === open && connection) {
        const range = await nextToFill(room);
        if (!range) return;
        const outcome = await fill(room, ...range);
        if (outcome.outcome !== 'answered') return;
      }
    } finally {
      filling.delete(room);
    }
  };

  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => trouble('Catching up failed', error));

  const learnNames = async (people: readonly UserId[]) => {
    const strangers = people.filter((each) => !knownPeople.has(each));
    if (strangers.length === 0) return;
    const users = await db.rooms.unknownPeople(strangers);
    if (users.length > 0) {
      const answer = await asker.ask('people', { users });
      if (answer.outcome !== 'answered') return;
      await db.rooms.putPeople(answer.value);
    }
    for (const each of strangers) knownPeople.add(each);
  };

  return {
    cursors,
    connected: (on, cursorsAtDial) => attempt(connected(on, cursorsAtDial)),
    async backToCommon(on) {
      try {
        return await backToCommon(on);
      } catch (error) {
        trouble('Going back to what the server has failed', error);
        return false;
      }
    },
    lost() {
      connection = undefined;
    },
    openRoom(room) {
      if (room === open) return;
      open = room;
      if (!connection) return;
      void asker.ask('open', { room });
      void attempt(followMarks(connection));
      void attempt(fillOpenRoom());
    },
    async addRoom(row) {
      await db.rooms.put([row]);
      if (!connection || !(await subscribeRooms(connection, [row]))) return;
      await fill(row.room, 1, endOfLog);
    },
    async refresh() {
      if (connection) await attempt(connected(connection, []));
    },
    kept(room, { seq, from }) {
      void attempt(learnNames([from]));
      const contiguous = lastKeptByRoom.get(room) === seq - 1;
      lastKeptByRoom.set(room, seq);
      if (room === open && !contiguous) void attempt(fillOpenRoom());
    },
    met: (people) => void attempt(learnNames(people)),
    fill,
  };
}
