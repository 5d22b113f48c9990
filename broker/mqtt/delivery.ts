// Pushes entries, signals and answers to one connected session.
//
//     starting ── nothing waits, or no subscription awaits sync, or at most a window waits ──► open
//        └────── more waits ──► held ── release() ──► open                 any ── stop() ──► stopped
//
// While open, a subscription is at its log's head and gets entries as they are appended, or it is behind and the pump reads for it.
// Whatever cannot be pushed now (held, window full, socket full) leaves it behind: nothing is queued here, the log is the queue.
import type { Application, LogRead, LogRecord } from '../application';
import type { Counts, Metrics } from '../metrics';
import {
  createCursor,
  cursorUpTo,
  loseOnCursor,
  passOnCursor,
  pushToCursor,
  raiseCursor,
  skipOnCursor,
  type Cursor,
} from './cursor';
import type { MqttLimits } from './limits';
import {
  createPublishEncoder,
  type EncodedPublish,
  type Piece,
  type PublishEncoder,
} from './publish-encoder';
import { pump, type PumpSource } from './pump';
import { ackInFlight, takePacketId, type Session, type Subscription } from './session';
import type { Terms } from './terms';

/** The same for all sessions. */
export interface DeliveryDeps {
  readonly application: Pick<Application, 'read'>;
  readonly limits: Pick<MqttLimits, 'catchUpWindowBytes' | 'maxUnsentBytes'>;
  readonly metrics: Pick<Metrics, 'limitMet'>;
  readonly counts: Pick<Counts, 'entriesPushed' | 'entriesDelivered'>;
}

/** Where it goes. */
export interface DeliveryRoute {
  readonly terms: Terms;
  send(piece: Piece): void;
  /** Given to `send` and not yet taken by the network. */
  unsentBytes(): number;
  fail(error: unknown): void;
}

export interface DeliveryListener {
  /** The subscription's cursor moved. */
  cursorMoved(subscription: Subscription): void;
  /** It is about to be set: what its device acknowledged until now has to be told at once. */
  tellAcknowledged(subscription: Subscription): void;
}

/** Entries in one read: none needs more than a few bytes, so bytes alone would be no limit. */
const maxReadEntries = 1000;
/** Of three quarters of the packet ids (session.ts); some stay free. */
const maxInFlight = 49_000;

export class Delivery implements PumpSource {
  isPumping = false;
  /** Of what the client takes unacknowledged, so much was sent on plain topics. */
  othersUnacked = 0;
  private flow: 'starting' | 'held' | 'open' | 'stopped' = 'starting';
  private first: string | undefined = undefined;
  private aliasesGiven = 0;
  private aliasesOfOthers = 0;
  /** Room that the pump's next entry needs in the window. */
  private neededBytes: number;
  /** Made when one is behind for the first time: most sessions never are. */
  private behind: Set<Subscription> | undefined = undefined;

  constructor(
    private readonly session: Session,
    private readonly route: DeliveryRoute,
    private readonly listener: DeliveryListener,
    private readonly deps: DeliveryDeps,
  ) {
    this.neededBytes = this.refillBytes();
  }

  get clientId(): string {
    return this.session.clientId;
  }

  /** More waits than may be pushed at once, or that is still being found out. */
  get isHeld(): boolean {
    return this.flow === 'starting' || this.flow === 'held';
  }

  unackedCount(): number {
    return this.session.inFlight.size;
  }

  /** A number for a topic that has none, if there is one; plain topics get half of them. */
  freeAlias(): number | undefined {
    const { topicAliasMaximum } = this.route.terms;
    return this.aliasesGiven < topicAliasMaximum && 2 * this.aliasesOfOthers < topicAliasMaximum
      ? this.aliasesGiven + 1
      : undefined;
  }

  /** The one that `freeAlias` said. */
  takeAlias(): number {
    this.aliasesOfOthers += 1;
    return ++this.aliasesGiven;
  }

  /** CONNACK is on its way: entries may follow. */
  start(): void {
    const awaitsSync = [...this.session.subscriptions.values()].some((each) => each.awaitsSync);
    if (awaitsSync && this.isBehind())
      this.pushIfLittleWaits().catch((error: unknown) => this.route.fail(error));
    else this.open();
  }

  open(): void {
    if (this.flow === 'stopped') return;
    this.flow = 'open';
    this.goOn();
  }

  stop(): void {
    this.flow = 'stopped';
    this.behind = undefined;
  }

  appended(subscription: Subscription, record: LogRecord, encoder: PublishEncoder): void {
    if (record.seq > subscription.head) subscription.head = record.seq;
    const { cursor } = subscription;
    if (!cursor || record.seq <= cursor.pushedUpTo) return;
    const { maxUnsentBytes } = this.deps.limits;
    if (
      record.seq === cursor.pushedUpTo + 1 &&
      this.push(subscription, cursor, record, encoder, maxUnsentBytes)
    )
      return;
    if (!this.behind?.has(subscription) && this.isFull()) this.deps.metrics.limitMet('unsent_bytes');
    this.setBehind(subscription, true);
    this.goOn();
  }

  signal(subscription: Subscription, encoder: PublishEncoder): void {
    // A signal is for now: a socket that is full does not get it later.
    if (this.isFull()) this.deps.metrics.limitMet('unsent_bytes');
    else this.sendQos0(subscription, encoder);
  }

  answer(topic: string, payload: Uint8Array): void {
    const subscription = this.session.subscriptions.get(topic);
    if (subscription) this.sendQos0(subscription, createPublishEncoder(topic, payload));
  }

  /** `taken`: the device has the entry now; otherwise it has refused it. */
  acked(packetId: number, taken: boolean): void {
    const inFlight = ackInFlight(this.session, packetId);
    if (!inFlight) return;
    if (taken) this.deps.counts.entriesDelivered += 1;
    else inFlight.cursor.toldUpTo = Infinity;
    this.listener.cursorMoved(inFlight.subscription);
    if (this.isBehind()) this.goOn();
  }

  drained(): void {
    this.goOn();
  }

  /** The subscription is new, or its cursor is. */
  placed(subscription: Subscription): void {
    const { cursor, head } = subscription;
    this.setBehind(subscription, cursor !== undefined && cursor.pushedUpTo < head);
    this.goOn();
  }

  removed(subscription: Subscription): void {
    // The pump may be reading for it; without this cursor it pushes nothing.
    subscription.cursor = undefined;
    this.setBehind(subscription, false);
  }

  setCursor(topic: string, seq: number): void {
    const subscription = this.session.subscriptions.get(topic);
    if (!subscription?.cursor) return;
    const upTo = Math.min(seq, subscription.head);
    this.listener.tellAcknowledged(subscription);
    if (upTo < cursorUpTo(subscription.cursor)) subscription.cursor = createCursor(upTo);
    else raiseCursor(subscription.cursor, upTo);
    this.listener.cursorMoved(subscription);
    // Those whose cursors are set first are pushed first.
    this.setBehind(subscription, false);
    this.placed(subscription);
  }

  pushFirst(topic: string | undefined): void {
    this.first = topic;
  }

  next(): Subscription | undefined {
    const { session } = this;
    const { catchUpWindowBytes } = this.deps.limits;
    if (!this.isBehind() || !this.mayPush()) return undefined;
    const [subscription] = this.inOrder();
    if (subscription?.qos === 0) return subscription;
    if (session.inFlight.size >= this.maxUnacked()) return undefined;
    const fits = session.unackedBytes === 0 || session.unackedBytes + this.neededBytes <= catchUpWindowBytes;
    return fits ? subscription : undefined;
  }

  readNext(topic: string, after: number): Promise<LogRead> {
    const { session, deps } = this;
    return deps.application.read(topic, after, {
      maxEntries: Math.max(1, Math.min(maxReadEntries, this.maxUnacked() - session.inFlight.size)),
      maxBytes: Math.max(1, deps.limits.catchUpWindowBytes - session.unackedBytes),
    });
  }

  pushNext(subscription: Subscription, record: LogRecord): boolean {
    const { cursor, filter, head } = subscription;
    if (!cursor) return false;
    const encoder = createPublishEncoder(filter, record.payload);
    if (!this.push(subscription, cursor, record, encoder, this.deps.limits.catchUpWindowBytes)) {
      this.neededBytes = this.encode(subscription, encoder, subscription.qos).bytes.length;
      return false;
    }
    this.neededBytes = this.refillBytes();
    if (cursor.pushedUpTo >= head) this.setBehind(subscription, false);
    return true;
  }

  passRemoved(subscription: Subscription, seq: number): void {
    if (!subscription.cursor) return;
    passOnCursor(subscription.cursor, seq);
    if (seq > subscription.head) subscription.head = seq;
    this.listener.cursorMoved(subscription);
    if (subscription.cursor.pushedUpTo >= subscription.head) this.setBehind(subscription, false);
  }

  endReached(subscription: Subscription): void {
    subscription.head = subscription.cursor?.pushedUpTo ?? 0;
    this.setBehind(subscription, false);
  }

  /** Something changed: an entry came, a PUBACK, the socket drained. Cheap when there is nothing to do. */
  private goOn(): void {
    if (this.isPumping || !this.next()) return;
    pump(this).catch((error: unknown) => this.route.fail(error));
  }

  private mayPush(): boolean {
    return this.flow === 'open' && !this.isFull();
  }

  private isFull(): boolean {
    return this.route.unsentBytes() >= this.deps.limits.maxUnsentBytes;
  }

  private maxUnacked(): number {
    return Math.min(this.route.terms.receiveMaximum, maxInFlight) - this.othersUnacked;
  }

  /** Half a window at a time: a read for each PUBACK would fetch single entries. */
  private refillBytes(): number {
    return this.deps.limits.catchUpWindowBytes / 2;
  }

  private setBehind(subscription: Subscription, isBehind: boolean): void {
    if (isBehind) (this.behind ??= new Set()).add(subscription);
    else this.behind?.delete(subscription);
  }

  private isBehind(): boolean {
    return this.behind !== undefined && this.behind.size > 0;
  }

  private inOrder(): Subscription[] {
    const behind = [...(this.behind ?? [])];
    const urgent = this.first === undefined ? undefined : this.session.subscriptions.get(this.first);
    if (!urgent || !this.behind?.has(urgent)) return behind;
    return [urgent, ...behind.filter((subscription) => subscription !== urgent)];
  }

  /** Pushes the entry behind `pushedUpTo`; false when it has to wait. */
  private push(
    subscription: Subscription,
    cursor: Cursor,
    record: LogRecord,
    encoder: PublishEncoder,
    windowBytes: number,
  ): boolean {
    const { session } = this;
    if (record.isSilent === true || this.isOwn(subscription, record)) {
      skipOnCursor(cursor, record.seq);
      this.listener.cursorMoved(subscription);
      return true;
    }
    if (!this.mayPush()) return false;
    const encoded = this.encode(subscription, encoder, subscription.qos);
    const { length } = encoded.bytes;
    // [MQTT-3.1.2-25]: discard it and behave as if it had been sent.
    const isTooLong = length > this.route.terms.maximumPacketBytes;
    if (isTooLong || subscription.qos === 0) {
      if (!isTooLong) {
        this.deps.counts.entriesPushed += 1;
        this.sendTo(subscription, encoded, 0);
      }
      loseOnCursor(cursor, record.seq);
      this.listener.cursorMoved(subscription);
      return true;
    }
    if (session.inFlight.size >= this.maxUnacked()) return false;
    if (session.unackedBytes > 0 && session.unackedBytes + length > windowBytes) return false;
    pushToCursor(cursor, record.seq);
    const packetId = takePacketId(session);
    session.inFlight.set(packetId, { subscription, cursor, seq: record.seq, bytes: length });
    session.unackedBytes += length;
    this.deps.counts.entriesPushed += 1;
    this.sendTo(subscription, encoded, packetId);
    return true;
  }

  private isOwn({ noLocal }: Subscription, { client }: LogRecord): boolean {
    return noLocal && client === this.session.clientId;
  }

  /** The topic's number alone where it has one; otherwise its name, and a number with it while there are some. */
  private encode({ alias }: Subscription, encoder: PublishEncoder, qos: 0 | 1): EncodedPublish {
    const { version, topicAliasMaximum } = this.route.terms;
    if (alias !== undefined) return encoder.encode(version, qos, 'alias');
    return encoder.encode(version, qos, this.aliasesGiven < topicAliasMaximum ? 'both' : 'name');
  }

  private sendTo(subscription: Subscription, encoded: EncodedPublish, packetId: number): void {
    // Only what is sent gives a number its meaning.
    if (encoded.aliasAt > 0) subscription.alias ??= ++this.aliasesGiven;
    this.route.send({ encoded, packetId, alias: subscription.alias ?? 0 });
  }

  private sendQos0(subscription: Subscription, encoder: PublishEncoder): void {
    const encoded = this.encode(subscription, encoder, 0);
    if (this.flow !== 'stopped' && encoded.bytes.length <= this.route.terms.maximumPacketBytes)
      this.sendTo(subscription, encoded, 0);
  }

  /** Reads what waits, at most a window. All of it fits: it goes out at once. Otherwise the device says first what it holds. */
  private async pushIfLittleWaits(): Promise<void> {
    const { application, limits } = this.deps;
    const waiting: { subscription: Subscription; cursor: Cursor; records: readonly LogRecord[] }[] = [];
    let restBytes = limits.catchUpWindowBytes;
    for (const subscription of this.inOrder()) {
      const { cursor, filter } = subscription;
      if (!cursor) continue;
      const { records, from } = await application.read(filter, cursor.pushedUpTo, {
        maxEntries: maxReadEntries,
        maxBytes: Math.max(1, restBytes),
      });
      if (this.flow !== 'starting') return;
      if (subscription.cursor === cursor && from > cursor.pushedUpTo + 1)
        this.passRemoved(subscription, from - 1);
      for (const record of records)
        if (record.isSilent !== true && !this.isOwn(subscription, record)) restBytes -= record.payload.length;
      const last = records.at(-1)?.seq ?? subscription.head;
      if (restBytes < 0 || last < subscription.head) {
        this.flow = 'held';
        return;
      }
      waiting.push({ subscription, cursor, records });
    }
    this.flow = 'open';
    for (const { subscription, cursor, records } of waiting)
      for (const record of records)
        if (subscription.cursor === cursor && record.seq === cursor.pushedUpTo + 1)
          if (!this.pushNext(subscription, record)) break;
    this.goOn();
  }
}
