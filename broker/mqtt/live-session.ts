// A session joined to its connection: what CONNECT opens and the end of the connection closes. The application holds it by its handle.
import type { PlainSession } from '../plain/plain-session';
import { isRefusal, type Principal, type SessionHandle, type SessionRecord } from '../application';
import type { Connection } from './connection';
import type { MqttContext } from './context';
import { createCursor, takeAcknowledged } from './cursor';
import { Delivery, type DeliveryListener } from './delivery';
import { PlainDelivery } from './plain-delivery';
import { isExact, joinPattern, leaveExact, leavePattern, type Pattern } from './patterns';
import { placeAtHeads, placeWhereJoined } from './placing';
import { reasonCode } from './reason-codes';
import {
  createPatternSubscription,
  createSession,
  createSubscription,
  sessionRecord,
  type Session,
  type Subscription,
} from './session';
import { tellLost } from './tell-notice';

/** A subscription of the record; `undefined`: it has no place of its own to go on from. */
interface Restored {
  readonly subscription: Subscription;
  upTo: number | undefined;
}

const noCursors: ReadonlyMap<string, number> = new Map();

export class LiveSession implements SessionHandle, DeliveryListener {
  readonly session: Session;
  readonly delivery: Delivery;
  readonly present: boolean;
  readonly isInOrder: boolean;
  cursorsAtConnect = noCursors;
  /** Once the session has anything on plain topics. */
  plain: PlainDelivery | undefined = undefined;
  /** CONNECT brought one, and no DISCONNECT took it back. */
  hasWill = false;
  saidGoodbye = false;
  private stage: 'opening' | 'open' | 'left' = 'opening';
  private isStored: boolean;
  private isOver = false;

  constructor(
    readonly context: MqttContext,
    private readonly connection: Connection,
    readonly principal: Principal,
    {
      clientId,
      sessionExpirySec,
      isInOrder,
    }: { clientId: string; sessionExpirySec: number; isInOrder: boolean },
    record: SessionRecord | undefined,
  ) {
    this.isInOrder = isInOrder;
    this.session = createSession(principal, clientId, sessionExpirySec, record);
    this.delivery = new Delivery(this.session, connection, this, context);
    this.present = record !== undefined;
    this.isStored = this.present;
  }

  get clientId(): string {
    return this.session.clientId;
  }

  get isLeft(): boolean {
    return this.stage === 'left';
  }

  get isHeld(): boolean {
    return this.delivery.isHeld;
  }

  /** Takes up the subscriptions of the record; false when the application cannot say now. */
  async restore(subscriptions: SessionRecord['subscriptions']): Promise<boolean> {
    const { context, delivery, principal } = this;
    const restored = new Map<string, Restored>();
    for (const { filter, qos, noLocal, cursor, cursors } of subscriptions) {
      const grant = context.application.subscribe(principal, filter);
      if (isRefusal(grant)) {
        // Rights may have ended meanwhile; but a subscription is not lost because the store has a bad day.
        if (grant.refused === 'unavailable' || grant.refused === 'quota') return false;
        continue;
      }
      const { log, awaitsSync = false, topics } = grant;
      if (topics)
        this.restorePattern({ filter, qos, noLocal, hasBegun: true }, topics, new Map(cursors), restored);
      else {
        const subscription = createSubscription(filter, { qos, noLocal, log, awaitsSync });
        restored.set(filter, { subscription, upTo: cursor });
      }
    }
    await placeAtHeads(
      this,
      [...restored.values()].map(({ subscription }) => subscription),
    );
    await this.findBeginnings([...restored.values()]);
    const cursorsAtConnect = new Map<string, number>();
    for (const { subscription, upTo } of restored.values()) {
      if (upTo === undefined || !subscription.cursor || !this.has(subscription)) continue;
      // Never beyond the head: a log may have been restored from a backup.
      const cursor = createCursor(Math.min(upTo, subscription.head));
      subscription.cursor = cursor;
      cursorsAtConnect.set(subscription.filter, cursor.pushedUpTo);
      delivery.placed(subscription);
    }
    if (cursorsAtConnect.size > 0) this.cursorsAtConnect = cursorsAtConnect;
    return true;
  }

  /** What the session has on plain topics, from an earlier connection. */
  takePlain(session: PlainSession): void {
    this.plain = this.createPlain(session);
  }

  private createPlain(session: PlainSession): PlainDelivery {
    const { connection, context, delivery } = this;
    return new PlainDelivery(session, delivery, connection, context, {
      tellLost: (count) => tellLost(this, count, context),
      save: async () => !this.outlivesConnection() || (await this.saveNow()),
    });
  }

  /** The same; from now on if there was none. */
  openPlain(): PlainDelivery {
    if (this.plain) return this.plain;
    const session = this.context.plain.make(this, this.session.sessionExpirySec);
    const plain = this.createPlain(session);
    this.plain = plain;
    void plain.keep();
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

  private restorePattern(
    pattern: Pattern,
    topics: readonly string[],
    cursors: ReadonlyMap<string, number>,
    restored: Map<string, Restored>,
  ): void {
    this.putPattern(pattern);
    for (const topic of topics) {
      const exact = restored.get(topic);
      if (exact) joinPattern(exact.subscription, pattern);
      else
        restored.set(topic, {
          subscription: createPatternSubscription(topic, pattern),
          upTo: cursors.get(topic),
        });
    }
  }

  /** Of the topics that came to a pattern while nobody was connected. */
  private async findBeginnings(restored: readonly Restored[]): Promise<void> {
    const added = restored.filter(({ subscription, upTo }) => upTo === undefined && !isExact(subscription));
    if (added.length === 0) return;
    const topics = added.map(({ subscription }) => subscription.filter);
    const begins = await this.context.application.headsAtJoining(this.principal, topics);
    for (const [index, each] of added.entries()) each.upTo = begins[index];
  }

  putPattern(pattern: Pattern): void {
    this.session.patterns ??= new Map();
    this.session.patterns.set(pattern.filter, pattern);
  }

  /** The person has the right to these topics from now on. */
  async addTopics(topics: readonly string[], upTo: number | undefined): Promise<void> {
    const { context, principal, session } = this;
    const added: Subscription[] = [];
    for (const pattern of session.patterns?.values() ?? []) {
      const grant = context.application.subscribe(principal, pattern.filter);
      const granted = new Set(isRefusal(grant) ? [] : grant.topics);
      for (const topic of topics) {
        if (!granted.has(topic) || session.subscriptions.size >= context.limits.maxSubscriptions) continue;
        const existing = session.subscriptions.get(topic);
        if (existing) joinPattern(existing, pattern);
        else added.push(this.addTopic(createPatternSubscription(topic, pattern), upTo));
      }
    }
    if (added.length === 0) return;
    if (upTo === undefined) await placeWhereJoined(this, added);
    if (this.stage === 'open' && this.outlivesConnection()) context.saveSoon(this);
  }

  private addTopic(subscription: Subscription, upTo: number | undefined): Subscription {
    if (upTo === undefined) return subscription;
    const { context, delivery, session } = this;
    subscription.head = upTo;
    subscription.cursor = createCursor(upTo);
    session.subscriptions.set(subscription.filter, subscription);
    context.subscriptions.add(subscription, delivery);
    return subscription;
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

  unsubscribe(filter: string): boolean {
    const { session } = this;
    const pattern = session.patterns?.get(filter);
    if (pattern) {
      session.patterns?.delete(filter);
      for (const each of session.subscriptions.values())
        if (each.pattern === pattern && leavePattern(each)) this.drop(each.filter);
      return true;
    }
    const subscription = session.subscriptions.get(filter);
    const left = subscription && leaveExact(subscription);
    if (!left) return false;
    if (left.isLeft) this.drop(filter);
    return true;
  }

  private drop(topic: string): boolean {
    const { context, delivery, session } = this;
    const subscription = session.subscriptions.get(topic);
    if (!subscription) return false;
    this.tellAcknowledged(subscription);
    session.subscriptions.delete(topic);
    context.subscriptions.remove(topic, delivery);
    delivery.removed(subscription);
    return true;
  }

  /** The right to these topics is gone. */
  endSubscriptions(topics: readonly string[]): void {
    const isEnded = topics.map((topic) => this.drop(topic)).includes(true);
    if (isEnded && this.outlivesConnection()) this.context.saveSoon(this);
  }

  has(subscription: Subscription): boolean {
    return this.session.subscriptions.get(subscription.filter) === subscription;
  }

  saveNow(): Promise<boolean> {
    // It was saved as it was left, with its end.
    if (this.stage === 'left') return Promise.resolve(true);
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
    // Of one that was signed out nothing is published any more.
    if (!wasOpen || this.isOver) this.forgetWill();
    if (this.hasWill) context.plain.willIsDue(this, session.sessionExpirySec);
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
    this.connection.end(this.isOver ? reasonCode.notAuthorized : reasonCode.administrative, reason);
  }
}
