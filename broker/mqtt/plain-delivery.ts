// Pushes messages on plain topics to one connected session, beside what delivery.ts pushes of rooms. Packet ids of both come from halves
// of their own, so neither asks the other.
import type { Manner, PlainMessage, PlainReceiver, Queued } from '../plain/plain-message';
import type { Plain } from '../plain/plain';
import { slotOf, type PlainSession } from '../plain/plain-session';
import type { Counts } from '../metrics';
import { encodeAck } from './ack-encoder';
import type { Delivery, DeliveryRoute } from './delivery';
import type { MqttLimits } from './limits';
import { encodePlainPublish } from './plain-publish-encoder';
import { reasonCode } from './reason-codes';
import { firstPlainPacketId } from './session';

export interface PlainDeliveryDeps {
  readonly plain: Pick<Plain, 'done' | 'delivered'>;
  readonly limits: Pick<MqttLimits, 'maxUnsentBytes' | 'maxPlainUnderWay'>;
  readonly counts: Pick<Counts, 'plainSent' | 'plainLost'>;
  /** Unix ms. */
  readonly clock: () => number;
}

/** What it needs of the session that it belongs to. */
interface PlainLive {
  /** So many messages were lost for it since the last time. */
  readonly tellLost: (count: number) => void;
  /** Resolves when it is on disk, or has no need to be; false when that failed. */
  readonly save: () => Promise<boolean>;
}

const failureFrom = 0x80;

export const isPlainPacketId = (packetId: number): boolean => packetId >= firstPlainPacketId;

export class PlainDelivery implements PlainReceiver {
  private isOpen = false;
  private isOver = false;
  private wasSaved = false;
  private saving: Promise<boolean> | undefined = undefined;
  private readonly aliases = new Map<string, number>();

  constructor(
    readonly session: PlainSession,
    /** Of the same connection. */
    private readonly rooms: Delivery,
    private readonly route: DeliveryRoute,
    private readonly deps: PlainDeliveryDeps,
    private readonly live: PlainLive,
  ) {
    session.receiver = this;
  }

  /** CONNACK is on its way. */
  start(): void {
    const { delivering } = this.session;
    if (delivering.size === 0) this.open();
    // A PUBREC came last on the connection before: whether its message is to be sent again or released is known when it is written.
    else void Promise.allSettled(delivering.values()).then(() => this.open());
  }

  /** [MQTT-4.4.0-1] */
  private open(): void {
    if (this.isOver) return;
    this.isOpen = true;
    for (const queued of this.session.resume()) this.sendPubrel(queued);
    this.overflowed();
    this.goOn();
  }

  stop(): void {
    this.isOpen = false;
    this.isOver = true;
  }

  /**
   * What is kept here is nothing without the session that it belongs to. `undefined`: that was saved on this connection. False: it
   * cannot be now, and whoever asks next tries again.
   */
  keep(): Promise<boolean> | undefined {
    if (this.wasSaved) return undefined;
    this.saving ??= this.live.save().then((isSaved) => {
      this.wasSaved = isSaved;
      this.saving = undefined;
      return isSaved;
    });
    return this.saving;
  }

  isBusy(): boolean {
    return !this.isOpen || this.isFull() || this.session.sent.size >= this.maxUnderWay();
  }

  now(message: PlainMessage, manner: Manner): void {
    if (!this.isOpen || this.isFull()) this.deps.counts.plainLost += 1;
    else this.send(message, manner, 0, false);
  }

  overflowed(): void {
    const { session } = this;
    if (session.lost > session.lostTold) this.live.tellLost(session.lost - session.lostTold);
    session.lostTold = session.lost;
  }

  wake(): void {
    this.goOn();
  }

  /** PUBACK; with a failure it is done too: the client would not take it another time either. */
  acked(packetId: number): void {
    const queued = this.underWay(packetId);
    if (queued?.qos === 1) this.finish(queued);
  }

  /** PUBREC. */
  async received(packetId: number, code: number): Promise<void> {
    const queued = this.underWay(packetId);
    if (queued?.qos !== 2) {
      // A failure ends it [MQTT-4.3.3-4]; to all else there is an answer.
      if (code < failureFrom)
        this.route.send(encodeAck(this.route.terms, 'pubrel', packetId, reasonCode.packetIdNotFound));
      return;
    }
    if (code >= failureFrom) return this.finish(queued);
    await this.deps.plain.delivered(this.session, queued);
    if (this.isOpen) this.sendPubrel(queued);
  }

  /** PUBCOMP. */
  completed(packetId: number): void {
    const queued = this.underWay(packetId);
    if (queued?.qos === 2 && !queued.message) this.finish(queued);
  }

  /** Something changed: an acknowledgement came, the socket drained. Cheap when nothing waits. */
  goOn(): void {
    const { session, deps } = this;
    if (session.waiting.size === 0) return;
    for (const queued of session.waiting.values()) {
      const { message } = queued;
      if (!this.isOpen || this.isFull()) return;
      if (!message || this.isPast(message)) deps.plain.done(session, queued);
      else {
        if (queued.qos > 0 && session.sent.size >= this.maxUnderWay()) return;
        const { wasSent } = queued;
        if (this.send(message, queued, packetIdOf(queued), wasSent)) this.taken(queued);
        // [MQTT-3.1.2-25]: discard it and behave as if it had been sent.
        else deps.plain.done(session, queued);
      }
    }
  }

  private taken(queued: Queued): void {
    this.session.take(queued);
    this.rooms.othersUnacked = this.session.sent.size;
  }

  private finish(queued: Queued): void {
    this.deps.plain.done(this.session, queued);
    this.rooms.othersUnacked = this.session.sent.size;
    this.goOn();
    this.rooms.drained();
  }

  private underWay(packetId: number): Queued | undefined {
    return this.session.sent.get(packetId - firstPlainPacketId);
  }

  private isPast({ expiresAtMs }: PlainMessage): boolean {
    return expiresAtMs !== undefined && expiresAtMs <= this.deps.clock();
  }

  private isFull(): boolean {
    return this.route.unsentBytes() >= this.deps.limits.maxUnsentBytes;
  }

  /** What the client takes [MQTT-3.3.4-9], less what rooms have under way. */
  private maxUnderWay(): number {
    return Math.min(
      this.route.terms.receiveMaximum - this.rooms.unackedCount(),
      this.deps.limits.maxPlainUnderWay,
    );
  }

  private sendPubrel(queued: Queued): void {
    this.route.send(encodeAck(this.route.terms, 'pubrel', packetIdOf(queued)));
  }

  /** False: it is too long for the client. */
  private send(message: PlainMessage, manner: Manner, packetId: number, dup: boolean): boolean {
    const { version, maximumPacketBytes } = this.route.terms;
    const known = this.aliases.get(message.topic);
    const fresh = known === undefined ? this.rooms.freeAlias() : undefined;
    const expirySec =
      message.expiresAtMs === undefined
        ? undefined
        : Math.max(1, Math.ceil((message.expiresAtMs - this.deps.clock()) / 1000));
    const bytes = encodePlainPublish(version, {
      message,
      manner,
      packetId,
      dup,
      expirySec,
      alias: known ?? fresh,
      isKnown: known !== undefined,
    });
    if (bytes.length > maximumPacketBytes) return false;
    if (fresh !== undefined) this.aliases.set(message.topic, this.rooms.takeAlias());
    this.deps.counts.plainSent += 1;
    this.route.send(bytes);
    return true;
  }
}

const packetIdOf = (queued: Queued): number => firstPlainPacketId + slotOf(queued);
