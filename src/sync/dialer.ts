// Keeps a connection: dials, waits with jitter, dials again, and never gives up.
//
//            start / wake / try now / delay over
//   waiting ────────────────────────────────────▶ dialing ──────▶ online
//      ▲                                             │ no            │ lost, or silent for too long (liveness.ts)
//      └─────────────────────────────────────────────┴───────────────┘
//
// Two kinds of waiting have no timer, and only a person leads out of them: `refused` (the broker does not know this device)
// and `elsewhere` (this very device connected elsewhere: two that take over from each other would never stop).
import type { Clock } from '../platform/clock';
import type { WakeUps } from '../platform/wake-ups';
import type { Connection, ConnectionEvents, DialResult } from '../transport/link';
import type { Backoff } from './backoff';
import { createLiveness, type Liveness } from './liveness';
import { firstStatus, type LinkStatus } from './link-status';
import { createSignal, type Signal } from './signal';

export interface DialerDeps {
  readonly dial: (events: ConnectionEvents, abort: AbortSignal) => Promise<DialResult>;
  readonly message: ConnectionEvents['message'];
  readonly connected: (connection: Connection) => void;
  readonly lost: () => void;
  /** Someone is waiting for the link (the page is on the screen and words wait): come back sooner. */
  readonly eager: () => boolean;
  /** A round trip was measured, and a packet went or came. */
  readonly measured?: (roundTripMs: number) => void;
  readonly carried?: ConnectionEvents['carried'];
  /** Bytes of questions that the connection itself does not count. */
  readonly unansweredBytes: () => number;
  readonly clock: Clock;
  readonly wakeUps: WakeUps;
  readonly backoff: Backoff;
}

export interface Dialer {
  readonly status: Signal<LinkStatus>;
  start(): void;
  /** At once, whatever is going on: dials, or asks the link that is there. */
  tryNow(): void;
  /** Somebody may have begun to wait for the link: a long wait that was planned before becomes a short one. */
  hurry(): void;
  /** A question left that the connection does not count. */
  expecting(): void;
  /** This connection cannot be used: away with it, and dial again after a while. */
  drop(connection: Connection): void;
  /** For good. */
  stop(): void;
}

/** The longest wait while somebody looks on and words wait. */
const eagerDelayMs = 8_000;
/** "Last heard" is shown in seconds: no need to tell of it more often. */
const heardEveryMs = 1_000;
/** Weight of a new round trip in what is shown. */
const smoothing = 0.5;
/** A dial that shows no life for longer may hang in a link that is gone: a wake-up begins anew. A slow link is given more. */
const staleDialMs = { least: 3_000, most: 15_000 };
/** A connection that did not last as long has shown nothing: the waits go on growing. */
const lastedMs = 1_000;

export function createDialer(deps: DialerDeps): Dialer {
  const { clock, backoff, wakeUps } = deps;
  const status = createSignal<LinkStatus>(firstStatus(clock.now()));
  let phase: 'waiting' | 'dialing' | 'online' | 'stopped' = 'waiting';
  let connection: Connection | undefined;
  let liveness: Liveness | undefined;
  let attempt: AbortController | undefined;
  let dialedAtMs = 0;
  /** The last sign of life of the dial that is under way, at first its beginning. */
  let dialAliveAtMs = 0;
  /** How long the last dial took that succeeded. */
  let dialTookMs = 0;
  let connectedAtMs = 0;
  let cancelWait: (() => void) | undefined;
  let unsubscribeWakeUps = () => {};

  const show = (change: Partial<LinkStatus>) => {
    const old = status.get();
    const next = { ...old, ...change };
    // A try that fails does not begin the time without a link anew.
    const turned = (next.state === 'online') !== (old.state === 'online');
    status.set({ ...next, sinceMs: turned ? clock.now() : old.sinceMs });
  };

  const heard = () => {
    liveness?.heard();
    const nowMs = clock.now();
    dialAliveAtMs = nowMs;
    const lastMs = status.get().lastHeardAtMs;
    if (lastMs === undefined || Math.abs(nowMs - lastMs) >= heardEveryMs) show({ lastHeardAtMs: nowMs });
  };

  const measured = (roundTripMs: number) => {
    liveness?.measured(roundTripMs);
    deps.measured?.(roundTripMs);
    const old = status.get().roundTripMs ?? roundTripMs;
    const shown = inTwoDigits(old + smoothing * (roundTripMs - old));
    if (shown !== status.get().roundTripMs) show({ roundTripMs: shown });
  };

  const planTry = (delayMs: number) => {
    cancelWait?.();
    show({ state: 'offline', nextTryAtMs: clock.now() + delayMs });
    cancelWait = clock.after(delayMs, () => void dial());
  };

  const waitForPerson = (why: Pick<Partial<LinkStatus>, 'refused' | 'elsewhere'>) => {
    phase = 'waiting';
    show({ state: 'offline', nextTryAtMs: undefined, serverSilent: false, ...why });
  };

  const waitForTry = () => {
    phase = 'waiting';
    planTry(backoff.next(deps.eager() ? eagerDelayMs : undefined));
  };

  /** The connection is gone; what follows is decided by the caller. */
  const lose = () => {
    liveness?.stop();
    liveness = undefined;
    connection = undefined;
    if (clock.now() - connectedAtMs >= lastedMs) backoff.reset();
    deps.lost();
  };

  const dial = async (): Promise<void> => {
    phase = 'dialing';
    cancelWait?.();
    const own = new AbortController();
    attempt = own;
    dialedAtMs = clock.now();
    dialAliveAtMs = dialedAtMs;
    show({ state: 'connecting', nextTryAtMs: undefined });
    let over: Parameters<ConnectionEvents['closed']>[0] | undefined;
    const isOwn = () => attempt === own;
    const events: ConnectionEvents = {
      message: deps.message,
      heard: () => isOwn() && heard(),
      expecting: () => isOwn() && liveness?.sent(),
      measured: (roundTripMs) => isOwn() && measured(roundTripMs),
      carried: (...carried) => deps.carried?.(...carried),
      closed(why, reason) {
        over = why;
        if (!isOwn() || phase !== 'online') return;
        lose();
        if (why === 'taken-over') waitForPerson({ elsewhere: true });
        // Told why, nobody has to ask again.
        else if (why === 'session-ended' && reason !== undefined) waitForPerson({ refused: reason });
        else waitForTry();
      },
    };
    const result = await deps.dial(events, own.signal);
    if (!isOwn()) {
      // Another try has begun, or all is over.
      if (result.outcome === 'connected') result.connection.close();
      return;
    }
    if (result.outcome === 'refused' && result.notAuthorized) {
      waitForPerson({ refused: result.reason });
      return;
    }
    // It may have died between CONNACK and here.
    if (result.outcome !== 'connected' || over !== undefined) {
      show({ serverSilent: result.outcome === 'unreachable' && wakeUps.networkUp() });
      if (over === 'taken-over') waitForPerson({ elsewhere: true });
      else waitForTry();
      return;
    }
    online(result.connection);
  };

  const online = (on: Connection) => {
    phase = 'online';
    connection = on;
    connectedAtMs = clock.now();
    dialTookMs = connectedAtMs - dialedAtMs;
    liveness = createLiveness({
      clock,
      unansweredBytes: () => on.unansweredBytes() + deps.unansweredBytes(),
      probe: () => on.probe(),
      drop() {
        on.close();
        lose();
        // It was silent, not refused: the way may be free again this very moment.
        void dial();
      },
    });
    show({ state: 'online', refused: undefined, elsewhere: false, serverSilent: false });
    deps.connected(on);
  };

  const wake = () => {
    if (phase === 'online') liveness?.wake();
    else if (phase === 'waiting') void dial();
    else if (phase === 'dialing' && isStale()) {
      attempt?.abort();
      void dial();
    }
  };

  const isStale = () => {
    const patienceMs = Math.min(Math.max(staleDialMs.least, 2 * dialTookMs), staleDialMs.most);
    return Math.abs(clock.now() - dialAliveAtMs) > patienceMs;
  };

  return {
    status,
    start() {
      unsubscribeWakeUps = wakeUps.subscribe(() => {
        const { refused, elsewhere } = status.get();
        if (refused === undefined && !elsewhere) wake();
      });
      void dial();
    },
    tryNow() {
      // Somebody wants it here: from now on this device goes on trying, whether it gets through at once or not.
      if (status.get().elsewhere) show({ elsewhere: false });
      wake();
    },
    hurry() {
      // Nothing is planned while refused or elsewhere.
      const { nextTryAtMs } = status.get();
      if (phase !== 'waiting' || nextTryAtMs === undefined || !deps.eager()) return;
      if (nextTryAtMs - clock.now() > eagerDelayMs) planTry(backoff.next(eagerDelayMs));
    },
    expecting: () => liveness?.sent(),
    drop(on) {
      if (on !== connection) return;
      on.close();
      lose();
      waitForTry();
    },
    stop() {
      const wasOnline = phase === 'online';
      phase = 'stopped';
      liveness?.stop();
      cancelWait?.();
      unsubscribeWakeUps();
      attempt?.abort();
      attempt = undefined;
      if (wasOnline) deps.lost();
      connection?.close();
      connection = undefined;
    },
  };
}

/** 84 · 130 · 1200: more would change with every answer. */
const inTwoDigits = (ms: number): number => Math.max(1, Math.round(Number(ms.toPrecision(2))));
