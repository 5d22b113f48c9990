// Is the link alive? Any inbound byte is life; silence while something is unanswered is asked about, and a second silence ends it.
//
//                        sent                      silence for the patience
//   quiet ───────────────────────────▶ expecting ─────────────────────────▶ probing ── the same silence ──▶ dropped
//     ▲                                    │ ▲                                  │
//     │ all is answered                    │ └──────── anything came in ────────┤
//     └────────────────────────────────────┴────────────────────────────────────┘
//
// A wake-up (network back, page visible, clock jumped) goes to probing at once, with 3 s, or the patience of a slow link.
import type { Clock } from '../platform/clock';

export interface Liveness {
  /** Something that wants an answer left. */
  sent(): void;
  /** Bytes came in. */
  heard(): void;
  /** A round trip was measured, from a question that left while nothing else was under way. */
  measured(roundTripMs: number): void;
  /** Something says the link may have changed: ask at once. */
  wake(): void;
  stop(): void;
}

export interface LivenessDeps {
  readonly clock: Clock;
  /** Bytes that left and are not answered. 0: nothing is expected. */
  readonly unansweredBytes: () => number;
  /** Sends the smallest question there is. It counts as unanswered until anything comes in. */
  readonly probe: () => void;
  readonly drop: () => void;
}

/** The least silence that is asked about. */
const minPatienceMs = 3_000;
/** Round trips of silence that are borne. */
const roundTrips = 4;
/** What a link carries at the least, until it has shown more: bytes that are still on their way must not count as silence. */
const minBytesPerSec = 1_000;
/** Weight of a new measurement. */
const smoothing = 0.25;

export function createLiveness({ clock, unansweredBytes, probe, drop }: LivenessDeps): Liveness {
  let roundTripMs = 0;
  let bytesPerSec = minBytesPerSec;
  let state: 'quiet' | 'expecting' | 'probing' | 'dropped' = 'quiet';
  /** When the silence began: the last byte in, or the first question out after it. */
  let silentSinceMs = 0;
  let before = { bytes: 0, atMs: 0 };
  let cancel: (() => void) | undefined;

  /** A whole number: fractions would be lost beside the date. */
  const patienceMs = () =>
    Math.ceil(Math.max(minPatienceMs, roundTrips * roundTripMs) + (unansweredBytes() / bytesPerSec) * 1000);

  const wait = (delayMs: number) => {
    cancel?.();
    cancel = clock.after(delayMs, check);
  };

  /** How long the silence may still last. */
  const leftMs = () => {
    const left = silentSinceMs + patienceMs() - clock.now();
    // A clock set back must not make it wait for hours.
    return left <= patienceMs() ? left : 0;
  };

  const check = () => {
    cancel = undefined;
    if (state === 'quiet' || state === 'dropped') return;
    const left = leftMs();
    if (left > 0) return wait(left);
    if (state === 'expecting') {
      // An answer is counted a moment after its bytes were heard.
      if (unansweredBytes() === 0) state = 'quiet';
      else ask();
      return;
    }
    state = 'dropped';
    drop();
  };

  const ask = () => {
    state = 'probing';
    silentSinceMs = clock.now();
    probe();
    wait(patienceMs());
  };

  /** What went out between two looks and is answered now has passed at least this fast. */
  const measureRate = () => {
    const nowMs = clock.now();
    const bytes = unansweredBytes();
    const passed = before.bytes - bytes;
    const tookMs = nowMs - before.atMs;
    if (passed > 0 && tookMs > 0) {
      const rate = (passed / tookMs) * 1000;
      bytesPerSec = Math.max(minBytesPerSec, bytesPerSec + smoothing * (rate - bytesPerSec));
    }
    before = { bytes, atMs: nowMs };
  };

  return {
    sent() {
      if (state === 'dropped') return;
      if (state === 'quiet') {
        state = 'expecting';
        silentSinceMs = clock.now();
        before = { bytes: unansweredBytes(), atMs: silentSinceMs };
      }
      wait(Math.max(0, leftMs()));
    },
    heard() {
      if (state === 'dropped') return;
      silentSinceMs = clock.now();
      measureRate();
      if (unansweredBytes() > 0) {
        state = 'expecting';
        wait(patienceMs());
      } else {
        state = 'quiet';
        cancel?.();
        cancel = undefined;
      }
    },
    measured(ms) {
      roundTripMs = roundTripMs === 0 ? ms : roundTripMs + smoothing * (ms - roundTripMs);
    },
    wake() {
      // The question that is under way will do: wake-ups that keep coming must not put off its end.
      if (state === 'quiet' || state === 'expecting') ask();
    },
    stop() {
      state = 'dropped';
      cancel?.();
      cancel = undefined;
    },
  };
}
