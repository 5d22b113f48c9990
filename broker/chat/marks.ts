// How far each person has read in each room, and how far their devices hold it. Written down every few seconds: a mark
// only rises, and a device that finds its mark gone sends it again.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { mergeMarks, type Marks } from '../../src/protocol/marks';
import type { Log } from '../log';
import type { Store } from '../store/store';

const flushDelayMs = 3000;
const none: Marks = { read: 0, delivered: 0 };

export interface MarksBook {
  of(room: RoomId, user: UserId): Marks;
  /** Merges by maximum, no higher than the room's head. Rejects when the store cannot tell the head. */
  raise(
    room: RoomId,
    user: UserId,
    marks: Marks,
  ): Promise<{ readRose: boolean; deliveredRose: boolean; marks: Marks }>;
  /**
   * One of the person's devices acknowledged everything behind `from` up to `to`. Raises `delivered` unless something before
   * that is on none of their devices, as behind a hole. True when it rose.
   */
  deliver(room: RoomId, user: UserId, from: number, to: number): boolean;
  /** The person wrote the entry `seq`: what they wrote themselves they have, and have read. Raises only what reaches up to it. */
  wrote(room: RoomId, user: UserId, seq: number): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

export async function loadMarks(store: Store, log: Log): Promise<MarksBook> {
  const marksByKey = new Map<string, Marks>(await store.list('marks'));
  const unwritten = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function raise(room: RoomId, user: UserId, told: Marks): ReturnType<MarksBook['raise']> {
    const [head = 0] = await store.heads([room]);
    const before = of(room, user);
    const marks = mergeMarks(before, {
      read: Math.min(told.read, head),
      delivered: Math.min(told.delivered, head),
    });
    put(room, user, before, marks);
    return {
      readRose: marks.read > before.read,
      deliveredRose: marks.delivered > before.delivered,
      marks,
    };
  }

  function deliver(room: RoomId, user: UserId, from: number, to: number): boolean {
    const before = of(room, user);
    if (before.delivered < from || before.delivered >= to) return false;
    put(room, user, before, { ...before, delivered: to });
    return true;
  }

  function wrote(room: RoomId, user: UserId, seq: number): void {
    const before = of(room, user);
    put(room, user, before, {
      read: before.read === seq - 1 ? seq : before.read,
      delivered: before.delivered === seq - 1 ? seq : before.delivered,
    });
  }

  function of(room: RoomId, user: UserId): Marks {
    return marksByKey.get(keyOf(room, user)) ?? none;
  }

  function put(room: RoomId, user: UserId, before: Marks, marks: Marks): void {
    if (marks.read === before.read && marks.delivered === before.delivered) return;
    const key = keyOf(room, user);
    marksByKey.set(key, marks);
    unwritten.add(key);
    timer ??= setTimeout(() => void flush(), flushDelayMs);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const keys = [...unwritten];
    if (keys.length === 0) return;
    unwritten.clear();
    try {
      await store.commit(keys.map((key) => ({ table: 'marks', key, row: marksByKey.get(key) ?? none })));
    } catch (error) {
      log.warn('marks could not be written, trying again with the next ones', error);
      for (const key of keys) unwritten.add(key);
    }
  }

  return { of, raise, deliver, wrote, close: flush };
}

const keyOf = (room: RoomId, user: UserId): string => `${room}/${user}`;
