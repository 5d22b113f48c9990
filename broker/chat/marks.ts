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
  raise(room: RoomId, user: UserId, marks: Marks): Promise<{ readRose: boolean; marks: Marks }>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

export async function loadMarks(store: Store, log: Log): Promise<MarksBook> {
  const marksByKey = new Map<string, Marks>(await store.list('marks'));
  const unwritten = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function raise(room: RoomId, user: UserId, told: Marks): ReturnType<MarksBook['raise']> {
    const [head = 0] = await store.heads([room]);
    const key = keyOf(room, user);
    const before = marksByKey.get(key) ?? none;
    const marks = mergeMarks(before, {
      read: Math.min(told.read, head),
      delivered: Math.min(told.delivered, head),
    });
    if (marks.read !== before.read || marks.delivered !== before.delivered) {
      marksByKey.set(key, marks);
      unwritten.add(key);
      timer ??= setTimeout(() => void flush(), flushDelayMs);
    }
    return { readRose: marks.read > before.read, marks };
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

  return { of: (room, user) => marksByKey.get(keyOf(room, user)) ?? none, raise, close: flush };
}

const keyOf = (room: RoomId, user: UserId): string => `${room}/${user}`;
