// How fast one device may go on: messages, asks and bytes, each with a reserve that fills up with time. When one is used up the
// device's socket is not read for a moment; when that does not help for a while, its messages are refused for now until it pauses.
import type { Pace, Refusal } from '../application';

export interface Rates {
  readonly messagesPerSec: number;
  readonly messagesAtOnce: number;
  readonly asksPerSec: number;
  readonly asksAtOnce: number;
  readonly bytesPerSec: number;
  readonly bytesAtOnce: number;
}

export interface Paces {
  /** Of a device, on whatever connection or path. */
  of(device: string): DevicePace;
}

export interface DevicePace extends Pace {
  /** It was held for long and goes on as before: what is new of it is refused for now. */
  isTooFast(): boolean;
  /** Takes a message from the reserve, if there is one: for a path that cannot be held. */
  mayTake(bytes: number): boolean;
}

export const tooFast: Refusal = {
  refused: 'quota',
  reason: 'This device sends faster than the server takes it. It goes on in a moment, by itself.',
};

/** So long a device is only held. */
const patienceMs = 5000;
/** To refuse costs less than to store. */
const refusedShare = 1 / 8;
/** However small a packet is, it has to be read. */
const minPacketBytes = 16;
const firstSweepAt = 1024;

export function createPaces({
  rates,
  clock,
  held = () => undefined,
}: {
  rates: Rates;
  /** Unix ms. */
  clock: () => number;
  /** A device begins to be held. */
  held?: () => void;
}): Paces {
  const paceByDevice = new Map<string, PaceOfDevice>();
  let sweepAt = firstSweepAt;

  return {
    of(device) {
      const known = paceByDevice.get(device);
      if (known) return known;
      // Whose reserves are full is as if they had never come.
      if (paceByDevice.size >= sweepAt) {
        for (const [each, pace] of paceByDevice) if (pace.isFull()) paceByDevice.delete(each);
        sweepAt = Math.max(firstSweepAt, 2 * paceByDevice.size);
      }
      const made = new PaceOfDevice(rates, clock, held);
      paceByDevice.set(device, made);
      return made;
    },
  };
}

/** One for every device that is connected, hence a class: see mqtt/connection.ts. */
class PaceOfDevice implements DevicePace {
  private messages: number;
  private asks: number;
  private bytes: number;
  private atMs: number;
  private heldSinceMs: number | undefined = undefined;

  constructor(
    private readonly rates: Rates,
    private readonly clock: () => number,
    private readonly held: () => void,
  ) {
    this.messages = rates.messagesAtOnce;
    this.asks = rates.asksAtOnce;
    this.bytes = rates.bytesAtOnce;
    this.atMs = clock();
  }

  took(what: 'message' | 'ask' | 'other', bytes: number): number {
    const { messagesPerSec, asksPerSec, bytesPerSec } = this.rates;
    const nowMs = this.refill();
    if (what === 'message') this.messages -= this.isOver(nowMs) ? refusedShare : 1;
    if (what === 'ask') this.asks -= 1;
    this.bytes -= Math.max(minPacketBytes, bytes);
    const waitSec = Math.max(
      -this.messages / messagesPerSec,
      -this.asks / asksPerSec,
      -this.bytes / bytesPerSec,
    );
    if (waitSec <= 0) return 0;
    if (this.heldSinceMs === undefined) {
      this.heldSinceMs = nowMs;
      this.held();
    }
    return Math.ceil(1000 * waitSec);
  }

  isTooFast(): boolean {
    return this.isOver(this.refill());
  }

  mayTake(bytes: number): boolean {
    this.refill();
    if (this.messages < 1 || this.bytes < 1) return false;
    this.messages -= 1;
    this.bytes -= Math.max(minPacketBytes, bytes);
    return true;
  }

  isFull(): boolean {
    const { messagesAtOnce, asksAtOnce, bytesAtOnce } = this.rates;
    this.refill();
    return this.messages === messagesAtOnce && this.asks === asksAtOnce && this.bytes === bytesAtOnce;
  }

  private isOver(nowMs: number): boolean {
    return this.heldSinceMs !== undefined && nowMs - this.heldSinceMs > patienceMs;
  }

  private refill(): number {
    const nowMs = this.clock();
    const { messagesPerSec, messagesAtOnce, asksPerSec, asksAtOnce, bytesPerSec, bytesAtOnce } = this.rates;
    // A clock that was set back gives nothing.
    const passedSec = Math.max(0, nowMs - this.atMs) / 1000;
    this.atMs = nowMs;
    this.messages = Math.min(messagesAtOnce, this.messages + passedSec * messagesPerSec);
    this.asks = Math.min(asksAtOnce, this.asks + passedSec * asksPerSec);
    this.bytes = Math.min(bytesAtOnce, this.bytes + passedSec * bytesPerSec);
    const hasPaused =
      this.messages >= enough(messagesPerSec, messagesAtOnce) &&
      this.asks >= enough(asksPerSec, asksAtOnce) &&
      this.bytes >= enough(bytesPerSec, bytesAtOnce);
    if (hasPaused) this.heldSinceMs = undefined;
    return nowMs;
  }
}

/** Two seconds' worth, or half of the reserve where that is less. */
const enough = (perSec: number, atOnce: number): number => Math.min(2 * perSec, atOnce / 2);
