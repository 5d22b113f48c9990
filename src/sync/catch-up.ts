// Repairs what the pipe lost: after each connect it compares what this device holds with what the broker has, learns of rooms,
// and brings pages, newest first. The device is the authority on what it holds.
import type { Db } from '../db/db';
import { raiseFloors, sweepRemoved } from '../db/floor';
import { gaps, heldFrom, heldUpTo, joinNear, type Range } from '../db/held-ranges';
import type { Clock } from '../platform/clock';
import type { AskResult, RoomRow } from '../protocol/ask';
import type { Cursor } from '../protocol/digest';
import { decodeLogEntry, maxStampBytes, type LogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import { pageEntries } from '../protocol/limits';
import { readChange } from '../protocol/room-change';
import { answerTopic, roomTopic } from '../protocol/topics';
import type { Departure } from '../protocol/user-change';
import type { Connection } from '../transport/link';
import { askSync, floorsOf } from './ask-sync';
import type { Asker, AskOutcome } from './asker';
import { createNames } from './names';
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
  /** This person is no member of it any more. */
  left(departure: Departure): Promise<void>;
  /** The room's entries below the floor were removed. */
  removed(room: RoomId, floor: number): Promise<void>;
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
  readonly clock: Clock;
  /** `sync` was answered: so will be what else is asked. */
  readonly synced?: () => void;
  /** A page was committed. */
  readonly pageKept: (room: RoomId) => void;
  /** Listens to what is fleeting in the room on the screen. Rejects when the disk fails. */
  readonly follow: (on: Connection, room: RoomId | undefined) => Promise<void>;
  /** Bytes are spared: only the newest page of the open room comes by itself. */
  readonly spares?: () => boolean;
  readonly trouble: (what: string, error: unknown) => void;
}

/** A hole up to this size is filled by itself in the open room; a larger one waits for its button. */
const autoFillEntries = 1000;
/** What should be pushed and did not come for so long is asked for. */
const pushPatienceMs = 5_000;
/** What could not be answered, or kept here, is asked for again: until then the broker pushes nothing. */
const againMs = 15_000;
const maxEntryBytes = 1024 * 1024 + maxStampBytes;
/** A new subscription begins at the end of the log as it is by then: what came in between the answer and it is asked for up to there. */
const endOfLog = Number.MAX_SAFE_INTEGER;

export function createCatchUp({
  db,
  user,
  asker,
  clock,
  synced: tellSynced,
  pageKept,
  follow,
  spares = () => false,
  trouble,
}: CatchUpDeps): CatchUp {
  const names = createNames({ db, user, asker });
  let connection: Connection | undefined;
  /** Of the connection there is, also while this copy goes back to what both have. */
  let epochNow: string | undefined;
  let open: RoomId | undefined;
  /** Rooms of which the broker pushes what is missing behind the newest held entry; the others are fetched in pages. */
  let pushed = new Set<RoomId>();
  /** On this connection the logs were set back: what was held at its dial says nothing any more. */
  let setBackOn: Connection | undefined;
  const filling = new Set<RoomId>();
  /** On this connection nothing came of these: what is there cannot be read here. */
  let inVain = new Set<string>();
  let cancelPatience: (() => void) | undefined;
  let cancelAgain: (() => void) | undefined;
  const lastKeptByRoom = new Map<RoomId, number>();
  let sweeping = Promise.resolve();

  const cursors = async (): Promise<readonly Cursor[]> => {
    const [known, held] = await Promise.all([db.rooms.list(), db.log.allHeld()]);
    const upToByRoom = new Map(held.map(({ room, ranges }) => [room, heldUpTo(ranges)]));
    return known.filter(({ left }) => !left).map(({ room }) => [room, upToByRoom.get(room) ?? 0]);
  };

  const sweep = () => {
    sweeping = sweeping.then(() => attempt(sweepRemoved(db)));
  };

  const removed = async (floors: readonly Cursor[], epoch: string | undefined) => {
    if (await raiseFloors(db, floors, epoch)) sweep();
  };

  const backToCommon = async (on: Connection): Promise<boolean> => {
    epochNow = on.epoch;
    const known = await db.setting('epoch');
    if (on.epoch === undefined || known === on.epoch) return true;
    if (known !== undefined) {
      setBackOn = on;
      // A session that is gone, or that of an older copy, would not even bring the answers.
      if (!(await on.subscribe([answerTopic]))) return false;
      return await rejoin({ db, asker, user, epoch: on.epoch });
    }
    await db.putSetting('epoch', on.epoch);
    return true;
  };

  const keepTrying = (on: Connection, cursorsAtDial?: readonly Cursor[]): Promise<void> => {
    connection = on;
    cancelAgain?.();
    return connected(on, cursorsAtDial).catch((error: unknown) => {
      trouble('Catching up failed', error);
      if (on === connection) cancelAgain = clock.after(againMs, () => void keepTrying(on));
    });
  };

  const connected = async (on: Connection, cursorsAtDial: readonly Cursor[] | undefined) => {
    pushed = new Set();
    inVain = new Set();
    const synced = await askSync(
      {
        db,
        user,
        asker,
        cursors,
        removed,
        spares,
        trouble: (error) => trouble('The list of rooms could not be kept', error),
      },
      on,
      on === setBackOn ? undefined : cursorsAtDial,
      open,
    );
    if (!synced) return;
    if (on === connection) tellSynced?.();
    const { answer, held } = synced;
    if (answer.outcome === 'refused') throw new Error(answer.text);
    if (answer.outcome === 'lost' || on !== connection) return;
    const upToByRoom = new Map(held);
    pushed = new Set(upToByRoom.keys());
    if (answer.value.outcome === 'differs') await applyDifferences(on, answer.value, upToByRoom);
    sweep();
    void attempt(names.askAgain());
    await Promise.all([follow(on, open), fillOpenRoom()]);
  };

  const applyDifferences = async (
    on: Connection,
    { rooms, gone, departures = [] }: Extract<AskResult<'sync'>, { outcome: 'differs' }>,
    upToByRoom: ReadonlyMap<RoomId, number>,
  ) => {
    await db.rooms.leave([...gone.map((room) => ({ room })), ...departures]);
    void attempt(names.learn(departures.map(({ by }) => by)));
    const fresh = rooms.filter(({ room }) => !upToByRoom.has(room));
    if (!(await subscribeRooms(on, fresh))) return;
    for (const { room, head, pushedBehind, floor = 1 } of rooms) {
      const told = upToByRoom.get(room);
      // What was removed is not missing.
      const upTo = told === undefined ? undefined : Math.max(told, floor - 1);
      // An older broker does not say from where on it pushes: more than a page it does not.
      const isPushed = head - (upTo ?? 0) <= pageEntries;
      if (upTo !== undefined && (pushedBehind === undefined ? isPushed : pushedBehind <= upTo)) continue;
      // Only its newest message comes. That is enough for the list of rooms; the open room gets its page below.
      pushed.delete(room);
      const newest = Math.max(1, (pushedBehind ?? head - 1) + 1);
      if (upTo === undefined && room === open) await fill(room, newest, endOfLog);
      else if (upTo === undefined) void fill(room, newest, endOfLog);
      else if (room !== open && pushedBehind === undefined) void fill(room, head, head);
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
    const epoch = epochNow;
    const answer = await asker.ask('range', { room, from, to });
    if (answer.outcome !== 'answered') return answer;
    const { floor = 1 } = answer.value;
    const [entries, later] = [answer.value.entries, answer.value.later].map((payloads) =>
      payloads
        .map((payload) => decodeLogEntry(payload, maxEntryBytes))
        .filter((entry): entry is LogEntry => entry !== undefined),
    ) as [LogEntry[], LogEntry[]];
    try {
      await db.rooms.putPeople(answer.value.people);
      if (floor > 1) await removed([[room, floor]], epoch);
      await db.log.put(room, entries, later, epoch);
      pageKept(room);
      void attempt(names.learn(targetsOf(entries)));
    } catch (error) {
      trouble('A page could not be kept', error);
      return {
        outcome: 'refused',
        code: 'not-kept',
        text: 'The page came, but this device could not keep it.',
      };
    }
    if (entries.length === 0 && to >= floor) {
      inVain.add(stretchName(room, from, to));
      return answer.value.entries.length === 0 ? nothingThere : nothingReadable;
    }
    return { outcome: 'answered', value: undefined };
  };

  /** The newest stretch of the open room that should be here, is missing, and is not being pushed. */
  const nextToFill = async (room: RoomId): Promise<Range | undefined> => {
    const [held, record] = await Promise.all([db.log.held(room), db.rooms.get(room)]);
    if (!record || record.left) return undefined;
    const newest = heldUpTo(held);
    const newestPageFrom = Math.max(1, record.head - pageEntries + 1);
    const bePushed = pushed.has(room) && newest > 0 && record.head - newest <= pageEntries;
    const wanted: Range[] = [];
    for (const [from, to] of gaps(held, record.head).toReversed()) {
      if (from > newest && bePushed) expectPush(room);
      else if (!spares() && newest > 0 && to - from < autoFillEntries) wanted.push([from, to]);
      else if (to >= newestPageFrom) wanted.push([Math.max(from, newestPageFrom), to]);
    }
    // What is older than all that is held waits until somebody scrolls there, but a page is always wanted.
    const oldest = heldFrom(held);
    if (oldest > newestPageFrom) wanted.push([newestPageFrom, oldest - 1]);
    return joinNear(wanted).find((range) => !inVain.has(stretchName(room, ...range)));
  };

  /**
   * What is pushed should be coming by now. What this very device wrote never is (No Local), and a copy of its browser profile,
   * or one that was put back, does not hold it.
   */
  const expectPush = (room: RoomId) => {
    cancelPatience?.();
    cancelPatience = clock.after(pushPatienceMs, () => {
      cancelPatience = undefined;
      pushed.delete(room);
      void attempt(fillOpenRoom());
    });
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
        if (outcome.outcome !== 'answered' && !inVain.has(stretchName(room, ...range))) return;
      }
    } finally {
      filling.delete(room);
    }
  };

  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => trouble('Catching up failed', error));

  return {
    cursors,
    connected: keepTrying,
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
      cancelPatience?.();
      cancelPatience = undefined;
      cancelAgain?.();
    },
    openRoom(room) {
      if (room === open) return;
      open = room;
      if (!connection) return;
      void asker.ask('open', { room });
      void attempt(follow(connection, room));
      void attempt(fillOpenRoom());
    },
    async addRoom(row) {
      await db.rooms.put([row]);
      await removed(floorsOf([row]), connection?.epoch);
      if (!connection || !(await subscribeRooms(connection, [row]))) return;
      await fill(row.room, 1, endOfLog);
    },
    left: (departure) =>
      attempt(
        (async () => {
          await db.rooms.leave([departure]);
          await names.learn([departure.by]);
        })(),
      ),
    removed: (room, floor) => attempt(removed([[room, floor]], epochNow)),
    async refresh() {
      if (connection) await keepTrying(connection);
    },
    kept(room, entry) {
      const { seq, from } = entry;
      void attempt(names.learn([from, ...targetsOf([entry])]));
      const contiguous = lastKeptByRoom.get(room) === seq - 1;
      lastKeptByRoom.set(room, seq);
      if (room !== open) return;
      if (cancelPatience) expectPush(room);
      if (!contiguous) void attempt(fillOpenRoom());
    },
    met: (people) => void attempt(names.learn(people)),
    fill,
  };
}

/** Those to whom something was done: a page brings the names of its authors alone. */
const targetsOf = (entries: readonly LogEntry[]): UserId[] =>
  entries.flatMap((entry) => {
    const change = readChange(entry);
    return change && 'user' in change ? [change.user] : [];
  });

const nothingThere = { outcome: 'refused', code: 'empty', text: 'The server has nothing there.' } as const;
const nothingReadable = {
  outcome: 'refused',
  code: 'unreadable',
  text: 'This was written with a newer Onebar. Reload to get it, then this can be read.',
} as const;

const stretchName = (room: RoomId, from: number, to: number): string => `${room} ${from}-${to}`;
