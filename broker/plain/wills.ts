// Wills: what is published of a client that went without a word, after the delay that it asked for [MQTT-3.1.2-8]. They are on disk from
// CONNECT on, so one whose broker died with it is published by the next.
import type { Log } from '../log';
import { messageRow, type PlainDisk } from './plain-disk';
import type { PlainMessage } from './plain-message';
import type { ChangeTable } from '../store/tables';

export interface PendingWill {
  /** `expiresAtMs` counts from when it is published: until then it is the interval in ms. */
  readonly message: PlainMessage;
  readonly device: string;
  readonly delaySec: number;
  /** Unix ms; `undefined` while connected. */
  readonly dueAtMs: number | undefined;
}

export interface Wills {
  /** CONNECT brought one. Resolves when it is on disk. */
  set(key: string, will: PendingWill): Promise<void>;
  /** DISCONNECT, or the session goes on: it is not to be published. */
  forget(key: string): void;
  /** The connection was lost; the session lasts so long without one. */
  lost(key: string, sessionExpirySec: number): void;
  /** The session is over: what was to wait is due. */
  ended(key: string): void;
  /** Those of the device are not to be published. */
  endDevice(device: string): void;
  /** Ends of connections from now on are our own doing: the next broker publishes what nobody came back for. */
  close(): void;
}

/** After a restart of the broker clients have at least so long to come back before they count as lost. */
const restartGraceMs = 5000;
const longestTimerMs = 2 ** 31 - 1;

export function createWills({
  loaded,
  disk,
  clock,
  publish,
  log,
}: {
  loaded: ReadonlyMap<string, PendingWill>;
  disk: PlainDisk;
  /** Unix ms. */
  clock: () => number;
  /** With the row's removal. */
  publish: (key: string, will: PendingWill, also: readonly ChangeTable[]) => Promise<void>;
  log: Pick<Log, 'error'>;
}): Wills {
  const wills = new Map(loaded);
  const timers = new Map<string, NodeJS.Timeout>();
  let isClosed = false;
  const now = clock();
  for (const [key, will] of wills)
    schedule(key, Math.max(restartGraceMs, (will.dueAtMs ?? now + will.delaySec * 1000) - now));

  function schedule(key: string, afterMs: number): void {
    clearTimeout(timers.get(key));
    const thisMs = Math.min(afterMs, longestTimerMs);
    const over = () => (afterMs > thisMs ? schedule(key, afterMs - thisMs) : goOut(key));
    timers.set(key, setTimeout(over, thisMs).unref());
  }

  function goOut(key: string): void {
    const will = wills.get(key);
    stopTimer(key);
    wills.delete(key);
    if (!will) return;
    const { message } = will;
    const interval = message.expiresAtMs;
    const published = { ...message, expiresAtMs: interval && clock() + interval };
    publish(key, { ...will, message: published }, [removed(key)]).catch((error: unknown) =>
      log.error(`The will of ${key} could not be published`, error),
    );
  }

  function stopTimer(key: string): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
  }

  function forget(key: string): void {
    if (!wills.delete(key)) return;
    stopTimer(key);
    disk.later([removed(key)]);
  }

  return {
    async set(key, will) {
      stopTimer(key);
      wills.set(key, will);
      await disk.commit([rowOf(key, will)]);
    },
    forget,
    lost(key, sessionExpirySec) {
      const will = wills.get(key);
      if (!will || isClosed) return;
      const afterMs = Math.min(will.delaySec, sessionExpirySec) * 1000;
      if (afterMs <= 0) return goOut(key);
      const pending = { ...will, dueAtMs: clock() + afterMs };
      wills.set(key, pending);
      disk.later([rowOf(key, pending)]);
      schedule(key, afterMs);
    },
    ended(key) {
      if (wills.has(key) && !isClosed) goOut(key);
    },
    endDevice(device) {
      for (const [key, will] of wills) if (will.device === device) forget(key);
    },
    close() {
      isClosed = true;
      for (const key of timers.keys()) stopTimer(key);
    },
  };
}

const removed = (key: string): ChangeTable => ({ table: 'plainWill', key, row: undefined });

const rowOf = (key: string, { message, device, delaySec, dueAtMs }: PendingWill): ChangeTable => ({
  table: 'plainWill',
  key,
  row: { message: messageRow(message), device, delaySec, dueAtMs },
});
