// Reads this device's copy of the logs into the index, the newest of each room first, and goes on with whatever changes there. What is new
// or gone in a room is told by its held ranges, which change in the transaction of its messages.
import type { Change } from '../db/changes';
import { readMessage } from '../db/fold';
import { holds, withoutRanges, type HeldRanges } from '../db/held-ranges';
import type { AccountDatabase, Message, Orphan, OutboxRow, RoomRecord } from '../db/schema';
import { readAim } from '../protocol/aim';
import type { Person, Stretch } from '../protocol/ask';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { readTextBody } from '../protocol/text-body';
import type { SearchedMessage, SearchIndex } from './search-index';

export interface SearchReader {
  changed(change: Change): void;
  /** Entries; `undefined`: nobody knows yet how many there are. */
  progress(): { readonly read: number; readonly of: number } | undefined;
  facts(): Facts;
  stop(): void;
}

/** What a question is understood by. */
export interface Facts {
  readonly rooms: readonly RoomRecord[];
  readonly people: readonly Person[];
  readonly blocked: ReadonlySet<UserId>;
  /** In memory, or about to be; what lies below a floor is not. */
  readonly heldByRoom: ReadonlyMap<RoomId, HeldRanges>;
}

/** Some 5 ms: no question waits for longer. */
const readAtOnce = 500;
const amendedAtOnce = 200;

/** `told`: more was read. `met`: other people are known. */
export function createSearchReader({
  database,
  user,
  index,
  told,
  met,
  trouble,
}: {
  database: AccountDatabase;
  user: UserId;
  index: SearchIndex;
  told: () => void;
  met: () => void;
  trouble: (error: unknown) => void;
}): SearchReader {
  let rooms: readonly RoomRecord[] = [];
  let people: readonly Person[] = [];
  let blocked: ReadonlySet<UserId> = new Set<UserId>();
  const heldByRoom = new Map<RoomId, HeldRanges>();
  const floorByRoom = new Map<RoomId, number>();
  /** To be read, the next one first. */
  const stretches: Stretch[] = [];
  /** Rooms to be looked at again, and messages that read differently now. */
  const changedRooms = new Set<RoomId>();
  let amended: { room: RoomId; id: EntryId }[] = [];
  let factsChanged = true;
  let outboxChanged = true;
  let isNew = true;
  let isBegun = false;
  let read = 0;
  let of = 0;
  let running = false;
  let stopped = false;

  async function readFacts(): Promise<void> {
    const [records, known, blockedPeople] = await Promise.all([
      database.getAll('rooms'),
      database.getAll('people'),
      database.get('settings', 'blocked') as Promise<readonly Person[] | undefined>,
    ]);
    rooms = records;
    people = known;
    blocked = new Set(blockedPeople?.map((each) => each.user));
    for (const { room, floor = 1 } of records) {
      if (floor > (floorByRoom.get(room) ?? 1)) changedRooms.add(room);
      floorByRoom.set(room, floor);
    }
    met();
  }

  async function readOutbox(): Promise<void> {
    const rows = await database.getAll('outbox');
    index.putGroup(
      'outbox',
      rows.flatMap((row) => waitingMessage(row, user)),
    );
  }

  /** All rooms, in one transaction. */
  async function lookAtAll(): Promise<void> {
    const tx = database.transaction(['held', 'orphans']);
    const [held, orphans] = await Promise.all([
      tx.objectStore('held').getAll(),
      tx.objectStore('orphans').getAll(),
    ]);
    for (const { room, ranges } of held)
      take(
        room,
        ranges,
        orphans.filter((orphan) => orphan.room === room),
      );
  }

  async function lookAt(room: RoomId): Promise<void> {
    const tx = database.transaction(['held', 'orphans']);
    const [held, orphans] = await Promise.all([
      tx.objectStore('held').get(room),
      tx.objectStore('orphans').index('room').getAll(room),
    ]);
    take(room, held?.ranges ?? [], orphans);
  }

  function take(room: RoomId, ranges: HeldRanges, orphans: readonly Orphan[]): void {
    // What lies below the floor counts as held, and is gone.
    const held = withoutRanges(ranges, [[0, (floorByRoom.get(room) ?? 1) - 1]]);
    const before = heldByRoom.get(room) ?? [];
    heldByRoom.set(room, held);
    if (withoutRanges(before, held).length > 0) index.keep(room, (seq) => holds(held, seq));
    for (const [from, to] of withoutRanges(held, before).toReversed()) {
      stretches.push({ room, from, to });
      of += to - from + 1;
    }
    const lost = orphans.filter(({ retract }) => retract === undefined);
    index.putGroup(`orphans ${room}`, lost.flatMap(logMessage).map(asLost));
  }

  async function readSome({ room, from, to }: Stretch): Promise<void> {
    const low = Math.max(from, to - readAtOnce + 1);
    const found = await messagesOf(room, low, to);
    // The other rooms come before what is older here.
    if (low > from) stretches.push({ room, from, to: low - 1 });
    index.put(found.flatMap(logMessage));
    read += to - low + 1;
  }

  async function messagesOf(room: RoomId, from: number, to: number): Promise<Message[]> {
    const range = IDBKeyRange.bound([room, from], [room, to]);
    // What the index holds has a seq, so it is no placeholder.
    const found = (await database.getAllFromIndex('messages', 'seq', range)) as Message[];
    const held = heldByRoom.get(room) ?? [];
    return found.filter(({ seq }) => holds(held, seq));
  }

  async function readAgain(some: readonly { room: RoomId; id: EntryId }[]): Promise<void> {
    const found = await Promise.all(some.map(({ id }) => database.getAllFromIndex('messages', 'id', id)));
    for (const [at, { room }] of some.entries())
      for (const message of found[at] ?? []) {
        if (message.room !== room || !('seq' in message)) continue;
        if (!holds(heldByRoom.get(room) ?? [], message.seq)) continue;
        const [readable] = logMessage(message);
        if (readable) index.put([readable]);
        else index.drop(room, message.seq);
      }
  }

  /** `false`: there is nothing to do. */
  async function step(): Promise<boolean> {
    if (factsChanged) {
      factsChanged = false;
      await readFacts();
    } else if (outboxChanged) {
      outboxChanged = false;
      await readOutbox();
    } else if (isNew) {
      isNew = false;
      changedRooms.clear();
      await lookAtAll();
      isBegun = true;
    } else if (changedRooms.size > 0) {
      const [room] = changedRooms;
      if (room === undefined) return false;
      changedRooms.delete(room);
      await lookAt(room);
    } else if (amended.length > 0) {
      const some = amended.slice(0, amendedAtOnce);
      amended = amended.slice(amendedAtOnce);
      await readAgain(some);
    } else {
      const stretch = stretches.shift();
      if (!stretch) return false;
      await readSome(stretch);
    }
    return true;
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    try {
      while (!stopped && (await step())) if (isBegun) told();
    } catch (error) {
      // The storage was closed under it; who closed it says so.
      if (!stopped) trouble(error);
    } finally {
      running = false;
    }
  }

  void run();
  return {
    changed(change) {
      if (change.in === 'outbox') outboxChanged = true;
      if (change.in === 'rooms' || change.in === 'people') factsChanged = true;
      if (change.in === 'log') {
        changedRooms.add(change.room);
        amended.push(...change.amended.map((id) => ({ room: change.room, id })));
      }
      void run();
    },
    progress: () => (isBegun ? { read, of } : undefined),
    facts: () => ({ rooms, people, blocked, heldByRoom }),
    stop() {
      stopped = true;
    },
  };
}

/** None where there are no words to find. */
function logMessage(message: Message): SearchedMessage[] {
  const { text, retracted, unknownKind } = readMessage(message);
  if (message.change || retracted || unknownKind || text === '') return [];
  const { room, seq, from, ts } = message;
  return [{ room, seq, id: undefined, from, atMs: ts * 1000, text, state: 'stored' }];
}

/** Another message may have its place in the log by now. */
const asLost = (message: SearchedMessage): SearchedMessage => ({
  ...message,
  seq: undefined,
  state: 'lost',
});

/** A text that waits, or the new text of a message. */
function waitingMessage({ id, room, kind, body, writtenAtMs }: OutboxRow, from: UserId): SearchedMessage[] {
  const text = kind === entryKind.text ? readTextBody(body)?.text : readAim({ kind, body })?.text;
  return text ? [{ room, seq: undefined, id, from, atMs: writtenAtMs, text, state: 'waits' }] : [];
}
