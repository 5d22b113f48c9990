// What a session has on plain topics: subscriptions, a queue that outlives the connection, and what it sent at QoS 2 and has not released.
//
//     plan() ── on disk ── put() ──► waiting ── take() ──► sent ── PUBACK, or PUBREC and PUBCOMP ──► done
//                                       ▲───── resume(): the connection ended before it was acknowledged ──┘
import type { PublishAnswer } from '../application';
import type {
  Manner,
  PlainMessage,
  PlainReceiver,
  PlainSubscription,
  Queued,
  StoredMessage,
} from './plain-message';

export interface QueueLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** So many numbers there are for what is under way: a message keeps its own for as long as it is in the queue, also on disk. */
export const slotCount = 16_384;
export const slotOf = ({ seq }: Queued): number => seq % slotCount;

/** A message that came by a shared subscription. */
export interface LeftToShare {
  readonly message: PlainMessage;
  readonly share: string;
}

export class PlainSession {
  readonly subscriptions = new Map<string, PlainSubscription>();
  /** With places in the queue, and being written. */
  readonly planned = new Set<Queued>();
  readonly waiting = new Map<number, Queued>();
  /** By slot, in the order in which they were sent. */
  readonly sent = new Map<number, Queued>();
  /** Their PUBREC is being written: until then nobody knows what they are. */
  readonly delivering = new Map<Queued, Promise<void>>();
  /** PUBLISHes at QoS 2 by their packet id, until PUBREL, with what was answered. */
  readonly received = new Map<number, Promise<PublishAnswer>>();
  receiver: PlainReceiver | undefined = undefined;
  /** Unix ms after which it is gone; `undefined` while connected. */
  expiresAtMs: number | undefined = undefined;
  /** Dropped because the queue was full. */
  lost = 0;
  /** So many of them its client was told of. */
  lostTold = 0;
  private lastSeq = 0;
  private lowestSeq = 1;
  private retainedCount = 0;
  private bytes = 0;
  /** Unix ms: nothing that waits expires before. */
  private firstExpiryMs = Infinity;

  constructor(
    readonly user: string,
    readonly clientId: string,
    /** Whose token opened it last: it ends with that device. */
    public device: string,
    /** It outlives its connection, and is on disk. */
    readonly isKept: boolean,
    public expirySec: number,
    private readonly limits: QueueLimits,
  ) {}

  get key(): string {
    return `${this.user}/${this.clientId}`;
  }

  /** Of what waits and what is under way. */
  get queuedCount(): number {
    return this.waiting.size + this.sent.size;
  }

  /** The highest seq that was given. */
  get newestSeq(): number {
    return this.lastSeq;
  }

  /** A place in the queue; `undefined` when it is full. */
  plan(
    message: PlainMessage,
    { qos, retain, ids, share }: Manner,
    stored: StoredMessage | undefined,
    isRetained = false,
  ): Queued | undefined {
    if (!this.hasPlace(message, isRetained)) return undefined;
    this.lastSeq += 1;
    this.count(message, isRetained, 1);
    const seq = this.lastSeq;
    const queued = { seq, qos, retain, ids, share, message, stored, wasSent: false, isRetained };
    this.planned.add(queued);
    return queued;
  }

  put(queued: Queued): void {
    this.planned.delete(queued);
    this.wait(queued);
  }

  /** It was not written. */
  giveUp(queued: Queued): void {
    this.planned.delete(queued);
    if (queued.message) this.count(queued.message, queued.isRetained, -1);
  }

  /** From disk. */
  restore(queued: Queued): void {
    this.lastSeq = Math.max(this.lastSeq, queued.seq);
    if (queued.message) {
      this.count(queued.message, queued.isRetained, 1);
      this.wait(queued);
    } else this.sent.set(slotOf(queued), queued);
  }

  /** The next one that waits is under way from now on, but one at QoS 0, which is done. */
  take(queued: Queued): void {
    this.waiting.delete(queued.seq);
    queued.wasSent = true;
    if (queued.qos > 0) this.sent.set(slotOf(queued), queued);
    else this.forget(queued);
  }

  /** It is done, or nobody gets it. */
  remove(queued: Queued): void {
    this.waiting.delete(queued.seq);
    if (this.sent.get(slotOf(queued)) === queued) this.sent.delete(slotOf(queued));
    this.forget(queued);
  }

  /** The receiver has it: from here on only its PUBREL is under way. */
  release(queued: Queued): void {
    this.forget(queued);
  }

  /** It was not released after all. */
  keep(queued: Queued, message: PlainMessage): void {
    if (queued.message) return;
    this.count(message, queued.isRetained, 1);
    queued.message = message;
  }

  /** What waits and is worth nothing any more. Cheap where nothing expired. */
  expired(nowMs: number): Queued[] {
    if (nowMs < this.firstExpiryMs) return [];
    const waiting = [...this.waiting.values()];
    const later = waiting
      .map(({ message }) => message?.expiresAtMs ?? Infinity)
      .filter((each) => each > nowMs);
    this.firstExpiryMs = later.reduce((first, each) => Math.min(first, each), Infinity);
    return waiting.filter(({ message }) => message && (message.expiresAtMs ?? Infinity) <= nowMs);
  }

  /** What was under way waits again, in front of all else [MQTT-4.4.0-1]. Returns what was released already. */
  resume(): Queued[] {
    const underWay = [...this.sent.values()].toSorted((a, b) => a.seq - b.seq);
    const behind = [...this.waiting.values()];
    this.waiting.clear();
    for (const queued of [...underWay.filter(({ message }) => message), ...behind]) {
      this.sent.delete(slotOf(queued));
      // What was kept for somebody at QoS 0 was for then.
      if (queued.qos > 0) this.wait(queued);
      else this.forget(queued);
    }
    return underWay.filter(({ message }) => !message);
  }

  /**
   * What came by shared subscriptions and is the others' when this session ends, in order. At QoS 2 not what was under way: whether its
   * client has it is not known [MQTT-4.8.2-5].
   */
  leftToShare(): LeftToShare[] {
    return [...this.planned, ...this.waiting.values(), ...this.sent.values()]
      .toSorted((a, b) => a.seq - b.seq)
      .flatMap(({ message, share, qos, wasSent }) =>
        message && share !== undefined && !(qos === 2 && wasSent) ? [{ message, share }] : [],
      );
  }

  private wait(queued: Queued): void {
    this.waiting.set(queued.seq, queued);
    this.firstExpiryMs = Math.min(this.firstExpiryMs, queued.message?.expiresAtMs ?? Infinity);
  }

  private forget(queued: Queued): void {
    if (queued.message) this.count(queued.message, queued.isRetained, -1);
    queued.message = undefined;
  }

  private hasPlace(message: PlainMessage, isRetained: boolean): boolean {
    const next = this.lastSeq + 1;
    if (next - this.lowestSeq >= slotCount - 1) this.lowestSeq = this.findLowest(next);
    if (next - this.lowestSeq >= slotCount - 1) return false;
    if (isRetained) return true;
    const count = this.queuedCount + this.planned.size - this.retainedCount;
    return count < this.limits.maxMessages && this.bytes + message.payload.length <= this.limits.maxBytes;
  }

  private findLowest(next: number): number {
    // What is planned is not in either: it is among the last.
    let lowest = next - this.planned.size;
    for (const { seq } of this.sent.values()) lowest = Math.min(lowest, seq);
    const [first] = this.waiting.keys();
    return first === undefined ? lowest : Math.min(lowest, first);
  }

  private count(message: PlainMessage, isRetained: boolean, by: 1 | -1): void {
    if (isRetained) this.retainedCount += by;
    else this.bytes += by * message.payload.length;
  }
}
