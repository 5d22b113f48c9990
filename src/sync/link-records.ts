// Writes down what the link is like and what it carries: drops at once, all else in batches, since each batch is a write to the disk.
import type { Db } from '../db/db';
import {
  addTraffic,
  emptyHistory,
  trafficOf,
  type Carried,
  type Drop,
  type LinkHistory,
} from '../db/traffic';
import type { Clock } from '../platform/clock';
import type { WakeUps } from '../platform/wake-ups';
import type { RoomId } from '../protocol/ids';
import { parseTopic } from '../protocol/topics';
import type { LinkReport } from './link-report';
import type { LinkStatus } from './link-status';
import type { Signal } from './signal';

export interface LinkRecords {
  /** An answer took so long. */
  measured(roundTripMs: number): void;
  /** A packet; `topic`: of a PUBLISH. */
  carried(topic: string | undefined, upBytes: number, downBytes: number): void;
  /** As it is now, also what is not written yet. Rejects when the disk fails. */
  report(): Promise<LinkReport>;
  start(status: Signal<LinkStatus>): void;
  stop(): void;
}

const batchMs = 10_000;
const hourMs = 3_600_000;
const maxDrops = 200;
/** Round trips that follow so closely are one point of the curve: the slowest. */
const pointMs = 15_000;
/** A page that was away for longer does not know what the link was like meanwhile. */
const shortAbsenceMs = 60_000;

const nothing: Carried = { upBytes: 0, downBytes: 0, signalBytes: 0 };

export function createLinkRecords({
  db,
  clock,
  wakeUps,
  trouble,
}: {
  db: Pick<Db, 'database' | 'setting' | 'putSetting'>;
  clock: Clock;
  wakeUps: Pick<WakeUps, 'leaving'>;
  trouble: (what: string, error: unknown) => void;
}): LinkRecords {
  let drops: Drop[] = [];
  let roundTrips: { atMs: number; ms: number }[] = [];
  let carriedByRoom = new Map<RoomId | '', Carried>();
  let isHistoryWritten = true;
  let wasOnline = false;
  let isStopped = false;
  let cancel: (() => void) | undefined;
  const unsubscribes: (() => void)[] = [];

  const isRecent = (atMs: number | undefined) => atMs === undefined || clock.now() - atMs < hourMs;

  const history = (leftAtMs?: number): LinkHistory => {
    drops = drops.filter(({ toMs }) => isRecent(toMs)).slice(-maxDrops);
    roundTrips = roundTrips.filter(({ atMs }) => isRecent(atMs));
    return { drops, roundTrips, leftAtMs };
  };

  const write = async (leftAtMs?: number) => {
    cancel?.();
    cancel = undefined;
    const carried = carriedByRoom;
    carriedByRoom = new Map();
    const isOther = !isHistoryWritten || leftAtMs !== undefined;
    isHistoryWritten = true;
    try {
      await Promise.all([
        carried.size > 0 && addTraffic(db.database, clock.now(), carried),
        isOther && db.putSetting('linkHistory', history(leftAtMs)),
      ]);
    } catch (error) {
      // A full disk has other worries: what was counted is let go.
      trouble('What the link carried could not be written down', error);
    }
  };

  const writeSoon = () => {
    if (!isStopped) cancel ??= clock.after(batchMs, () => void write());
  };

  const look = ({ state, sinceMs }: LinkStatus) => {
    const last = drops.at(-1);
    const isDown = last !== undefined && last.toMs === undefined;
    if (state === 'online' && isDown) drops = [...drops.slice(0, -1), { ...last, toMs: clock.now() }];
    // Not while it is dialed for the first time: nobody has missed anything yet.
    else if (state !== 'online' && !isDown && (wasOnline || state === 'offline'))
      drops = [...drops, { fromMs: sinceMs, toMs: undefined }];
    else return;
    isHistoryWritten = false;
    void write();
  };

  const takeUp = async (status: Signal<LinkStatus>) => {
    const known = ((await db.setting('linkHistory')) ?? emptyHistory) as LinkHistory;
    const { leftAtMs } = known;
    const isOld = leftAtMs !== undefined && clock.now() - leftAtMs > shortAbsenceMs;
    const before = isOld
      ? known.drops.map((drop) => ({ ...drop, toMs: drop.toMs ?? leftAtMs }))
      : known.drops;
    drops = [...before, ...drops];
    roundTrips = [...known.roundTrips, ...roundTrips];
    const see = (next: LinkStatus) => {
      look(next);
      wasOnline = next.state === 'online';
    };
    if (isStopped) return;
    unsubscribes.push(status.subscribe(see));
    see(status.get());
  };

  return {
    measured(ms) {
      const atMs = clock.now();
      const last = roundTrips.at(-1);
      const isBroken = last !== undefined && (drops.at(-1)?.fromMs ?? 0) > last.atMs;
      if (last && !isBroken && atMs - last.atMs < pointMs) last.ms = Math.max(last.ms, ms);
      else roundTrips.push({ atMs, ms });
      isHistoryWritten = false;
      writeSoon();
    },
    carried(topic, upBytes, downBytes) {
      const parsed = topic === undefined ? undefined : parseTopic(topic);
      // The marks of this device itself are told with data saver as well.
      const isSpared =
        parsed?.kind === 'typing' ||
        parsed?.kind === 'presence' ||
        (parsed?.kind === 'marks' && downBytes > 0);
      const signalBytes = isSpared ? upBytes + downBytes : 0;
      const rooms: (RoomId | '')[] = parsed && 'room' in parsed ? ['', parsed.room] : [''];
      for (const room of rooms) {
        const old = carriedByRoom.get(room) ?? nothing;
        carriedByRoom.set(room, {
          upBytes: old.upBytes + upBytes,
          downBytes: old.downBytes + downBytes,
          signalBytes: old.signalBytes + signalBytes,
        });
      }
      writeSoon();
    },
    async report() {
      await write();
      const rows = await trafficOf(db.database, clock.now());
      const { drops: recent, roundTrips: measured } = history();
      return {
        drops: recent,
        roundTrips: measured,
        today: rows.map(({ day: _day, signalBytes = 0, ...row }) => ({ ...row, signalBytes })),
      };
    },
    start(status) {
      unsubscribes.push(wakeUps.leaving(() => void write(clock.now())));
      takeUp(status).catch((error: unknown) => trouble('What the link was like could not be read', error));
    },
    stop() {
      isStopped = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      void write();
    },
  };
}
