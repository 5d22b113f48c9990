// A session joined to its connection: what CONNECT opens and the end of the connection closes. The application holds it by its handle.
import type { PlainSession } from '../plain/plain-session';
import { isRefusal, type Principal, type SessionHandle, type SessionRecord } from '../application';
import type { Connection } from './connection';
import type { MqttContext } from './context';
import { createCursor, takeAcknowledged } from './cursor';
import { Delivery, type DeliveryListener } from './delivery';
import { PlainDelivery } from './plain-delivery';
import { reasonCode } from './reason-codes';
import { createSession, createSubscription, sessionRecord, type Session, type Subscription } from './session';

const noCursors: ReadonlyMap<string, number> = new Map();

export class LiveSession implements SessionHandle, DeliveryListener {
  readonly session: Session;
  readonly delivery: Delivery;
  readonly present: boolean;
  cursorsAtConnect = noCursors;
  /** Once the session has anything on plain topics. */
  plain: PlainDelivery | undefined = undefined;
  /** CONNECT brought one, and no DISCONNECT took it back. */
  hasWill = false;
  /** Is the session on disk in which plain topics began on this connection? */
  plainIsKept: Promise<boolean> | undefined = undefined;
  private stage: 'opening' | 'open' | 'left' = 'opening';
  private isStored: boolean;
  private isOver = false;

  constructor(
    private readonly context: MqttContext,
    private readonly connection: Connection,
    readonly principal: Principal,
    { clientId, sessionExpirySec }: { clientId: string; sessionExpirySec: number },
    record: SessionRecord | undefined,
  ) {
    this.session = createSession(principal, clientId, sessionExpirySec, record);
    this.delivery = new Delivery(this.session, connection, this, context);
    this.present = record !== undefined;
    this.isStored = this.present;
  }

  get clientId(): string {
    return this.session.clientId;
  }

  get isHeld(): boolean {
    return this.delivery.isHeld;
  }

  /** Takes up the subscriptions of the record; false when the application cannot say now. */
  async restore(subscriptions: SessionRecord['subscriptions']): Promise<boolean> {
    const { context, delivery, principal } = this;
    const restored: [Subscription, cursor: number | undefined][] = [];
    for (const { filter, qos, noLocal, cursor } of subscriptions) {
      const grant = context.application.subscribe(principal, filter);
      if (isRefusal(grant)) {
        // Rights may have ended meanwhile; but a subscription is not lost because the store has a bad day.
        if (grant.refused === 'unavailable' || grant.refused === 'quota') return false;
        continue;
      }
      const { log, awaitsSync = false } = grant;
      restored.push([createSubscription(filter, { qos, noLocal, log, awaitsSync }), cursor]);
    }
    await this.placeAtHeads(restored.map(([subscription]) => subscription));
    const cursors = new Map<string, number>();
    for (const [subscription, upTo] of restored) {
      if (upTo === undefined || !subscription.cursor || !this.has(subscription)) continue;
      // Never beyond the head: a log may have been restored from a backup.
      const cursor = createCursor(Math.min(upTo, subscription.head));
      subscription.cursor = cursor;
      cursors.set(subscription.filter, cursor.pushedUpTo);
      delivery.placed(subscription);
    }
    if (cursors.size > 0) this.cursorsAtConnect = cursors;
    return true;
  }

  /** What the session has on plain topics, from an earlier connection. */
  takePlain(session: PlainSession): void {
    this.plain = new PlainDelivery(session, this.delivery, this.connection, this.context);
  }

  /** The same; from now on if there was none. */
  openPlain(): PlainDelivery {
    if (this.plain) return this.plain;
    const session = this.context.plain.make(this, this.session.sessionExpirySec);
    const plain = new PlainDelivery(session, this.delivery, this.connection, this.context);
    this.plain = plain;
    // It is nothing without the session that it belongs to.
    if (this.outlivesConnection()) this.plainIsKept = this.saveNow();
    plain.start();
    return plain;
  }

  forgetWill(): void {
    if (this.hasWill) this.context.plain.forgetWill(this);
    this.hasWill = false;
  }

  drained(): void {
    this.delivery.drained();
    this.plain?.goOn();
  }

  /** CONNACK is on its way. */
  start(): void {
    const { context, delivery } = this;
    this.stage = 'open';
    // Its record says when it expires, as of its last end: while connected it does not.
    if (this.outlivesConnection()) {
      this.isStored = true;
      context.saveSoon(this);
    }
    context.application.connected(this);
    delivery.start();
    this.plain?.start();
  }

  /** Makes the cursors of new subscriptions to logs, each at its log's head. Entries that come meanwhile are not lost. */
  async placeAtHeads(added: readonly Subscription[]): Promise<void> {
    const { context, delivery, session } = this;
    // In the fan-out first: from here on `head` hears of every new entry.
    for (const subscription of added) {
      session.subscriptions.set(subscription.filter, subscription);
      context.subscriptions.add(subscription, delivery);
    }
    const logs = added.filter(({ log }) => log);
    if (logs.length === 0) return;
    const heads = await context.application.heads(logs.map(({ filter }) => filter));
    for (const [index, subscription] of logs.entries()) {
      // The right to it may have ended meanwhile.
      if (!this.has(subscription)) continue;
      const head = heads[index] ?? 0;
      subscription.head = Math.max(head, subscription.head);
      subscription.cursor = createCursor(head);
      if (this.stage !== 'left') delivery.placed(subscription);
    }
  }

  unsubscribe(filter: string): boolean {
    const { context, delivery, session } = this;
    const subscription = session.subscriptions.get(filter);
    if (!subscription) return false;
    this.tellAcknowledged(subscription);
    session.subscriptions.delete(filter);
    context.subscriptions.remove(filter, delivery);
    delivery.removed(subscription);
    return true;
  }

  /** The right to these topics is gone. */
  endSubscriptions(topics: readonly string[]): void {
    const isEnded = topics.map((topic) => this.unsubscribe(topic)).includes(true);
    if (isEnded && this.outlivesConnection()) this.context.saveSoon(this);
  }

  private has(subscription: Subscription): boolean {
    return this.session.subscriptions.get(subscription.filter) === subscription;
  }

  saveNow(): Promise<boolean> {
    return this.context.keeper.save(sessionRecord(this.session, undefined));
  }

  outlivesConnection(): boolean {
    return this.session.sessionExpirySec > 0 && !this.isOver;
  }

  /** The connection is over. */
  leave(): void {
    const { context, delivery, session } = this;
    if (this.stage === 'left') return;
    const wasOpen = this.stage === 'open';
    for (const subscription of session.subscriptions.values()) this.tellAcknowledged(subscription);
    this.stage = 'left';
    delivery.stop();
    for (const filter of session.subscriptions.keys()) context.subscriptions.remove(filter, delivery);
    context.forget(this);
    // Before the application hears of it: whoever connects next finds the session as it was left.
    if (this.isOver) void context.keeper.remove(session.user, session.clientId);
    else if (wasOpen && this.outlivesConnection())
      void context.keeper.save(sessionRecord(session, context.clock() + session.sessionExpirySec * 1000));
    else if (wasOpen && this.isStored) void context.keeper.remove(session.user, session.clientId);
    this.leavePlain(wasOpen);
    if (wasOpen) context.application.disconnected(this);
  }

  private leavePlain(wasOpen: boolean): void {
    const { context, plain, session } = this;
    if (plain) {
      plain.stop();
      const isKept = this.outlivesConnection();
      // Not where another connection has it by now.
      if (plain.session.receiver === plain)
        context.plain.leave(
          plain.session,
          isKept ? context.clock() + session.sessionExpirySec * 1000 : undefined,
        );
    }
    if (!wasOpen) this.forgetWill();
    if (this.hasWill) context.plain.willIsDue(this, this.isOver ? 0 : session.sessionExpirySec);
  }

  cursorMoved(subscription: Subscription): void {
    if (this.stage !== 'open' || subscription.isMoved) return;
    subscription.isMoved = true;
    this.context.tellSoon(this, subscription);
    if (this.outlivesConnection()) this.context.saveSoon(this);
  }

  /** Tells the application what the device acknowledged of this topic since the last time. */
  tellAcknowledged(subscription: Subscription): void {
    const { filter, cursor } = subscription;
    subscription.isMoved = false;
    const moved = this.stage === 'open' && cursor ? takeAcknowledged(cursor) : undefined;
    if (moved) this.context.application.acknowledged(this, filter, moved.from, moved.to);
  }

  setCursor(topic: string, seq: number): void {
    this.delivery.setCursor(topic, seq);
  }

  pushFirst(topic: string | undefined): void {
    this.delivery.pushFirst(topic);
  }

  release(): void {
    this.delivery.open();
  }

  send(topic: string, payload: Uint8Array): void {
    this.delivery.answer(topic, payload);
  }

  /** The connection ends, and for `session-ended` nothing of the session stays. */
  end(why: 'session-ended' | 'administrative', reason: string): void {
    if (this.stage === 'left') return;
    this.isOver = why === 'session-ended';
    this.connection.end(
      why === 'session-ended' ? reasonCode.notAuthorized : reasonCode.administrative,
      reason,
    );
  }
}
