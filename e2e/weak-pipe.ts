// One direction of the weak network: a lane is the shared link with its bandwidth, a pipe is one connection's way
// over it. Bytes wait for the lane, travel through a delay line, and are written in order at the other end.
//
//   source ─ push ─▶ waiting ─ lane (bandwidth) ─▶ travelling (delay line) ─ due ─▶ target
//      ▲ pause          full                              full or target full │
//      └────────────────────────────── resume ◀───────────────────────────────┘
import type { Socket } from 'node:net';

/** A piece is at most about one TCP segment, so that connections take turns on a narrow lane. */
const maxPieceBytes = 1400;
/** Read ahead of the lane, per connection. */
const maxWaitingBytes = 16 * 1024;
/** On the way in the delay line, per connection: enough for 10 MB/s at 400 ms. */
const maxTravellingBytes = 4 * 1024 * 1024;

/** One direction of the link, shared by all connections. */
export interface Lane {
  /** Calls `sent` when `bytes` have passed. One request per pipe at a time, so pipes take turns. Returns the way to give up. */
  request(bytes: number, sent: () => void): () => void;
  /** The bandwidth has changed. */
  replan(): void;
  close(): void;
}

export function createLane(bytesPerSec: () => number | undefined): Lane {
  const queue: { bytes: number; sent: () => void }[] = [];
  let busySinceMs = 0;
  let timer: NodeJS.Timeout | undefined;

  // Each piece begins when the one before it has ended, not when a late timer fired: the rate is kept on average.
  function run(): void {
    clearTimeout(timer);
    for (let first = queue[0]; first; first = queue[0]) {
      const rate = bytesPerSec();
      const doneAtMs = rate === undefined ? 0 : busySinceMs + (first.bytes / rate) * 1000;
      const nowMs = performance.now();
      if (doneAtMs > nowMs) {
        timer = setTimeout(run, doneAtMs - nowMs);
        return;
      }
      busySinceMs = rate === undefined ? nowMs : doneAtMs;
      queue.shift();
      first.sent();
    }
  }

  return {
    request(bytes, sent) {
      const piece = { bytes, sent };
      queue.push(piece);
      // Not at once: `request` is also called from within `sent`, and its caller needs the answer first.
      if (queue.length === 1) {
        busySinceMs = Math.max(busySinceMs, performance.now());
        queueMicrotask(run);
      }
      return () => {
        const at = queue.indexOf(piece);
        if (at !== -1) queue.splice(at, 1);
      };
    },
    replan() {
      busySinceMs = performance.now();
      run();
    },
    close() {
      clearTimeout(timer);
      queue.length = 0;
    },
  };
}

export interface PipeOptions {
  readonly source: Socket;
  readonly target: Socket;
  readonly lane: Lane;
  /** How long the next piece travels; `undefined`: this connection is not shaped, its bytes pass at once. */
  readonly travelMs: () => number | undefined;
  /** `performance.now()` before which nothing arrives. */
  readonly heldUntilMs: () => number;
  readonly onDelivered: (bytes: number) => void;
}

export interface Pipe {
  push(chunk: Buffer): void;
  /** The source has ended (FIN) or broken (RST): the target learns it behind all bytes. */
  pushLast(how: 'end' | 'reset'): void;
  /** A pause of the network began or ended early: look again. */
  wake(): void;
  /** Forgets what is on the way and everything that still comes. */
  swallow(): void;
}

type Item = { readonly bytes: Buffer | 'end' | 'reset'; readonly dueMs: number };

const sizeOf = (bytes: Item['bytes']): number => (typeof bytes === 'string' ? 0 : bytes.length);

export function createPipe(options: PipeOptions): Pipe {
  const { source, target, lane } = options;
  let waiting: Item['bytes'][] = [];
  let travelling: Item[] = [];
  let waitingBytes = 0;
  let travellingBytes = 0;
  let lastDueMs = 0;
  let requested = false;
  let giveUp: (() => void) | undefined;
  let targetFull = false;
  let swallowing = false;
  let timer: NodeJS.Timeout | undefined;

  target.on('drain', () => {
    targetFull = false;
    deliver();
    pump();
  });

  /** From `waiting` over the lane into the delay line, one piece at a time. */
  function pump(): void {
    for (;;) {
      const next = waiting[0];
      if (next === undefined || requested || targetFull || travellingBytes >= maxTravellingBytes) break;
      const travelMs = options.travelMs();
      if (travelMs === undefined || typeof next === 'string') {
        depart(waiting.shift() ?? next, travelMs ?? 0);
        continue;
      }
      requested = true;
      giveUp = lane.request(Math.min(next.length, maxPieceBytes), () => {
        requested = false;
        const head = waiting.shift();
        if (typeof head === 'object') {
          depart(head.subarray(0, maxPieceBytes), options.travelMs() ?? 0);
          if (head.length > maxPieceBytes) waiting.unshift(head.subarray(maxPieceBytes));
        }
        pump();
        deliver();
      });
    }
    regulate();
  }

  // Jitter delays, it never reorders: TCP delivers in order.
  function depart(bytes: Item['bytes'], travelMs: number): void {
    lastDueMs = Math.max(lastDueMs, performance.now() + travelMs);
    travelling.push({ bytes, dueMs: lastDueMs });
    waitingBytes -= sizeOf(bytes);
    travellingBytes += sizeOf(bytes);
  }

  function deliver(): void {
    clearTimeout(timer);
    const nowMs = performance.now();
    const heldMs = options.heldUntilMs() - nowMs;
    if (heldMs > 0) {
      if (travelling.length > 0) timer = setTimeout(deliver, heldMs);
      return;
    }
    let count = 0;
    target.cork();
    for (const { bytes, dueMs } of travelling) {
      if (targetFull || dueMs > nowMs) break;
      count++;
      travellingBytes -= sizeOf(bytes);
      arrive(bytes);
    }
    target.uncork();
    travelling.splice(0, count);
    const next = travelling[0];
    if (next && !targetFull) timer = setTimeout(deliver, Math.max(0, next.dueMs - performance.now()));
    if (count > 0) pump();
  }

  function arrive(bytes: Item['bytes']): void {
    if (bytes === 'reset') {
      target.resetAndDestroy();
    } else if (target.destroyed) {
      // Whoever writes to a connection that is gone is told so by a reset.
      source.resetAndDestroy();
    } else if (bytes === 'end') {
      target.end();
    } else {
      options.onDelivered(bytes.length);
      targetFull = !target.write(bytes);
    }
  }

  function regulate(): void {
    if (waitingBytes > maxWaitingBytes) source.pause();
    else if (source.isPaused()) source.resume();
  }

  return {
    push(chunk) {
      if (swallowing) return;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      pump();
      deliver();
    },
    pushLast(how) {
      if (swallowing) return;
      waiting.push(how);
      pump();
      deliver();
    },
    wake: deliver,
    swallow() {
      swallowing = true;
      clearTimeout(timer);
      giveUp?.();
      waiting = [];
      travelling = [];
      source.resume();
    },
  };
}
