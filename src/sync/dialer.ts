// Keeps a connection: dials, waits with jitter, dials again, and never gives up.
//
//            start / wake / try now / delay over
//   waiting ────────────────────────────────────▶ dialing ──────▶ online
//      ▲                                             │ no            │ lost
//      └─────────────────────────────────────────────┴───────────────┘
//
// `refused` (the broker does not know this device) waits without a timer: only "try now" leads out.
import type { Clock } from '../platform/clock';
import type { WakeUps } from '../platform/wake-ups';
import type { Connection, ConnectionEvents, DialResult } from '../transport/link';
import type { Backoff } from './backoff';
import { createSignal, type Signal } from './signal';

export interface LinkStatus {
  readonly state: 'online' | 'connecting' | 'offline';
  /** Unix ms. */
  readonly sinceMs: number;
  readonly nextTryAtMs: number | undefined;
  readonly lastHeardAtMs: number | undefined;
  /** The broker's words, when it no longer knows this device. */
  readonly refused: string | undefined;
}

export interface DialerDeps {
  readonly dial: (events: ConnectionEvents, abort: AbortSignal) => Promise<DialResult>;
  readonly message: ConnectionEvents['message'];
  readonly connected: (connection: Connection) => void;
  readonly lost: () => void;
  /** Someone is waiting for the link (the page is on the screen and words wait): come back sooner. */
  readonly eager: () => boolean;
  readonly clock: Clock;
  readonly wakeUps: WakeUps;
  readonly backoff: Backoff;
}

export interface Dialer {
  readonly status: Signal<LinkStatus>;
  start(): void;
  /** At once, if there is no connection. */
  tryNow(): void;
  /** For good. */
  stop(): void;
}

/** The longest wait while somebody looks on and words wait. */
const eagerDelayMs = 8_000;
/** "Last heard" is shown in seconds: no need to tell of it more often. */
const heardEveryMs = 1_000;

export function createDialer(deps: DialerDeps): Dialer {
  const { clock, backoff } = deps;
  const status = createSignal<LinkStatus>({
    state: 'connecting',
    sinceMs: clock.now(),
    nextTryAtMs: undefined,
    lastHeardAtMs: undefined,
    refused: undefined,
  });
  const stopped = new AbortController();
  let phase: 'waiting' | 'dialing' | 'online' = 'waiting';
  let connection: Connection | undefined;
  let cancelWait = () => {};
  let unsubscribeWakeUps = () => {};

  const show = (change: Partial<LinkStatus>) => {
    const old = status.get();
    const sinceMs = change.state === undefined || change.state === old.state ? old.sinceMs : clock.now();
    status.set({ ...old, ...change, sinceMs });
  };

  const heard = () => {
    const nowMs = clock.now();
    const lastMs = status.get().lastHeardAtMs;
    if (lastMs === undefined || Math.abs(nowMs - lastMs) >= heardEveryMs) show({ lastHeardAtMs: nowMs });
  };

  const wait = (refused: string | undefined) => {
    phase = 'waiting';
    if (refused !== undefined) return show({ state: 'offline', nextTryAtMs: undefined, refused });
    const delayMs = backoff.next(deps.eager() ? eagerDelayMs : undefined);
    show({ state: 'offline', nextTryAtMs: clock.now() + delayMs });
    cancelWait = clock.after(delayMs, () => void dial());
  };

  const dial = async () => {
    if (phase !== 'waiting' || stopped.signal.aborted) return;
    phase = 'dialing';
    cancelWait();
    show({ state: 'connecting', nextTryAtMs: undefined });
    const attempt = {};
    let over = false;
    current = attempt;
    const result = await deps.dial(
      {
        message: deps.message,
        heard,
        closed() {
          over = true;
          if (current !== attempt || phase !== 'online') return;
          connection = undefined;
          deps.lost();
          wait(undefined);
        },
      },
      stopped.signal,
    );
    if (stopped.signal.aborted) {
      if (result.outcome === 'connected') result.connection.close();
      return;
    }
    // It may have died between CONNACK and here.
    if (result.outcome !== 'connected' || over) {
      wait(result.outcome === 'refused' && result.notAuthorized ? result.reason : undefined);
      return;
    }
    phase = 'online';
    connection = result.connection;
    backoff.reset();
    show({ state: 'online', refused: undefined });
    deps.connected(result.connection);
  };
  let current: object | undefined;

  const tryNow = () => {
    if (phase === 'waiting') void dial();
  };

  return {
    status,
    start() {
      unsubscribeWakeUps = deps.wakeUps.subscribe(() => {
        if (status.get().refused === undefined) tryNow();
      });
      void dial();
    },
    tryNow,
    stop() {
      stopped.abort();
      cancelWait();
      unsubscribeWakeUps();
      if (connection) deps.lost();
      connection?.close();
      connection = undefined;
    },
  };
}
