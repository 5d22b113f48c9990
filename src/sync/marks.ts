// Tells the broker how far this device has a room and how far it was read: cumulative, so the newest word is enough, and at most
// one a second for each room.
import type { Db } from '../db/db';
import type { Clock } from '../platform/clock';
import type { RoomId } from '../protocol/ids';
import { encodeMarks, type Marks } from '../protocol/marks';
import { marksTopic } from '../protocol/topics';
import type { Connection } from '../transport/link';

export interface MarksTeller {
  /** The marks of this room may have risen. Without a connection they are told on the next one. */
  touch(room: RoomId): void;
  connected(connection: Connection): void;
  lost(): void;
}

const usualMs = 1_000;
const sparingMs = 30_000;
/** What was told so shortly before the end of a connection may not have arrived. */
const unsureMs = 60_000;

export function createMarksTeller({
  db,
  clock,
  spares = () => false,
  trouble,
}: {
  db: Db;
  clock: Clock;
  /** Bytes are spared: less often will do. */
  spares?: () => boolean;
  trouble: (what: string, error: unknown) => void;
}): MarksTeller {
  const toldByRoom = new Map<RoomId, Marks & { readonly atMs: number }>();
  const touched = new Set<RoomId>();
  let connection: Connection | undefined;
  let epoch: string | undefined;
  let cancel: (() => void) | undefined;

  const everyMs = () => (spares() ? sparingMs : usualMs);

  const tell = async (on: Connection) => {
    const rooms = [...touched];
    for (const room of rooms) {
      touched.delete(room);
      const [record, held] = await Promise.all([db.rooms.get(room), db.log.held(room)]);
      const told = toldByRoom.get(room) ?? { read: 0, delivered: 0 };
      // Complete up to the first hole; what is older than all that is held was never missed.
      const marks = { read: record?.read ?? 0, delivered: held[0]?.[1] ?? 0 };
      if (marks.read <= told.read && marks.delivered <= told.delivered) continue;
      if (on !== connection) {
        touched.add(room);
        if (connection) plan(everyMs());
        continue;
      }
      on.signal(marksTopic(room), encodeMarks(marks));
      toldByRoom.set(room, { ...marks, atMs: clock.now() });
    }
  };

  /** To be told again, whether it rises or not. */
  const forget = (which: (atMs: number) => boolean) => {
    for (const [room, { atMs }] of toldByRoom) {
      if (!which(atMs)) continue;
      toldByRoom.delete(room);
      touched.add(room);
    }
  };

  const plan = (delayMs: number) => {
    cancel ??= clock.after(delayMs, () => {
      cancel = undefined;
      const on = connection;
      if (on) tell(on).catch((error: unknown) => trouble('The marks could not be told', error));
    });
  };

  return {
    touch(room) {
      touched.add(room);
      if (connection) plan(everyMs());
    },
    connected(on) {
      connection = on;
      // The broker may have forgotten them, and this device may go back itself.
      if (epoch !== undefined && on.epoch !== epoch) forget(() => true);
      epoch = on.epoch;
      if (touched.size > 0) plan(everyMs());
    },
    lost() {
      connection = undefined;
      forget((atMs) => Math.abs(clock.now() - atMs) < unsureMs);
      cancel?.();
      cancel = undefined;
    },
  };
}
