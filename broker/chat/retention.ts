// Removes what is too old or too much in a room, oldest first, for ever. In small batches, each written along with the floor that
// rises over it, so a stop at any time leaves nothing half done; between them is a pause longer than the batch took, so chat goes on.
import type { RetentionRule, RoomRow } from '../../src/protocol/ask';
import type { RoomId } from '../../src/protocol/ids';
import type { Log } from '../log';
import type { Store, StoredEntry } from '../store/store';
import type { Rooms } from './rooms';

export const keepAll: RetentionRule = { days: undefined, count: undefined };

export interface Retention {
  /** From now on, when everything that is told of it is there. */
  start(): void;
  /** The room's rule may be another one now. */
  look(room: RoomId): void;
  /** Its log has grown. */
  stored(room: RoomId, seq: number): void;
  /** Resolves when nothing is being removed. */
  idle(): Promise<void>;
  /** Resolves when the batch that is being written is. */
  close(): Promise<void>;
}

/** How often the clock is asked whether something has become too old. */
const everyMs = 5 * 60_000;
const batchEntries = 100;
/** So long nothing else has its turn. */
const tickMs = 5;
const daySec = 24 * 3600;
/** A clock that was wrong for a while may have given times that are still to come: nothing waits for those. */
const aheadSec = 3600;

export function createRetention({
  store,
  rooms,
  floorOf,
  serverRule,
  rose,
  finished,
  clock,
  log,
}: {
  store: Pick<Store, 'heads' | 'removeBelow' | 'readForward'>;
  rooms: Pick<Rooms, 'row' | 'ever'>;
  floorOf: (room: RoomId) => number;
  serverRule: RetentionRule;
  /** Called after each batch. */
  rose: (room: RoomId, floor: number) => void;
  /** All of a room that was to go is gone. */
  finished: (room: RoomId, floor: number) => void;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Retention {
  const waiting = new Set<RoomId>();
  const untold = new Set<RoomId>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | undefined;
  let endPause: (() => void) | undefined;
  let isClosing = false;

  function lookEverywhere(): void {
    for (const room of rooms.ever()) look(room);
  }

  /** Its own rule or the server's, whichever keeps less. */
  function ruleOf(room: RoomId): RetentionRule {
    const own = rooms.row(room)?.retention;
    return {
      days: least(own?.days, serverRule.days),
      count: least(own?.count, serverRule.count),
    };
  }

  function look(room: RoomId): void {
    const { days, count } = ruleOf(room);
    if (days === undefined && count === undefined) return;
    waiting.add(room);
    work ??= removeAll();
  }

  function stored(room: RoomId, seq: number): void {
    const { count } = ruleOf(room);
    // A little more is let stand, or each new message would be a removal.
    if (count !== undefined && seq - floorOf(room) + 1 > count + slackOf(count)) look(room);
  }

  async function removeAll(): Promise<void> {
    // What is looked at in the same breath is known before the first batch.
    await Promise.resolve();
    let begunMs = performance.now();
    for (const room of waiting) {
      if (isClosing) break;
      waiting.delete(room);
      try {
        await removeFrom(room);
      } catch (error) {
        log.warn(`what is too old in room ${room} could not be removed yet`, error);
      }
      // Thousands of rooms in which nothing is too old take their time too.
      if (performance.now() - begunMs < tickMs) continue;
      await pause(3 * tickMs);
      begunMs = performance.now();
    }
    work = undefined;
  }

  async function removeFrom(room: RoomId): Promise<void> {
    for (let floor = floorOf(room); !isClosing;) {
      const begunMs = performance.now();
      const below = await firstToKeep(room, floor);
      const raised = below > floor ? await store.removeBelow(room, below, batchEntries) : floor;
      if (raised === floor) {
        if (untold.delete(room)) finished(room, floor);
        return;
      }
      floor = raised;
      rose(room, floor);
      untold.add(room);
      await pause(tickMs + 3 * (performance.now() - begunMs));
    }
  }

  /** No further than a batch for what is too old: the next one looks again. */
  async function firstToKeep(room: RoomId, floor: number): Promise<number> {
    const { days, count } = ruleOf(room);
    const [head = 0] = await store.heads([room]);
    const byCount = count === undefined ? 1 : head - count + 1;
    if (days === undefined || byCount >= floor + batchEntries) return byCount;
    return Math.max(byCount, await firstYoung(room, floor, head, days));
  }

  async function firstYoung(room: RoomId, floor: number, head: number, days: number): Promise<number> {
    const nowSec = Math.floor(clock() / 1000);
    // Nearly always the oldest one says that nothing is too old.
    for (const maxEntries of [1, batchEntries]) {
      const limits = { maxEntries, maxBytes: Number.MAX_SAFE_INTEGER };
      const entries = await store.readForward(room, floor, head, limits);
      const isYoung = entries.some(({ ts }) => !isOld(ts, nowSec, days) && !isAhead(ts, nowSec));
      if (entries.length === 0 || isYoung || maxEntries > 1) return behindOld(entries, floor, nowSec, days);
    }
    return floor;
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = setTimeout(resolve, delayMs);
      endPause = () => {
        clearTimeout(wait);
        resolve();
      };
    });
  }

  return {
    start: () => {
      timer = setInterval(lookEverywhere, everyMs).unref();
      lookEverywhere();
    },
    look,
    stored,
    idle: async () => {
      while (work) await work;
    },
    close: async () => {
      isClosing = true;
      clearInterval(timer);
      endPause?.();
      await work;
    },
  };
}

/** The seq behind the last one that is too old, before the first one that is not. */
function behindOld(entries: readonly StoredEntry[], floor: number, nowSec: number, days: number): number {
  let behind = floor;
  for (const { seq, ts } of entries) {
    if (isOld(ts, nowSec, days)) behind = seq + 1;
    else if (!isAhead(ts, nowSec)) break;
  }
  return behind;
}

const isOld = (ts: number, nowSec: number, days: number): boolean => ts < nowSec - days * daySec;
const isAhead = (ts: number, nowSec: number): boolean => ts > nowSec + aheadSec;

const slackOf = (count: number): number => Math.max(10, Math.min(1000, Math.floor(count / 10)));

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

const removesNothing = ({ days, count }: RetentionRule): boolean => days === undefined && count === undefined;

/** In a room's row: left out where nothing is removed. */
export const retentionOrNone = (own: RetentionRule, server: RetentionRule): Pick<RoomRow, 'retention'> =>
  removesNothing(own) && removesNothing(server) ? {} : { retention: { own, server } };
