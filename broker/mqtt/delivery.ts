// Pushes entries, signals and answers to one connected session.
//
//     starting ── nothing waits, or no subscription awaits sync, or at most a window waits ──► open
//        └────── more waits ──► held ── release() ──► open                 any ── stop() ──► stopped
//
// While open, a subscription is at its log's head and gets entries as they are appended, or it is behind and the pump reads for it.
// Whatever cannot be pushed now (held, window full, socket full) leaves it behind: nothing is queued here, the log is the queue.
import type { Application, LogRecord } from '../application';
import { createCursor, cursorUpTo, pushToCursor, raiseCursor, skipOnCursor, type Cursor } from './cursor';
import type { MqttLimits } from './limits';
import type { ProtocolVersion } from './packet-codec';
import { createPublishEncoder, withPacketId, type PublishEncoder } from './publish-encoder';
import { createPump } from './pump';
import { ackInFlight, takePacketId, type Session, type Subscription } from './session';

export interface DeliveryDeps {
  readonly session: Session;
  readonly version: ProtocolVersion;
  /** How many PUBLISHes the client takes unacknowledged, and how long a packet may be for it. */
  readonly receiveMaximum: number;
  readonly maximumPacketBytes: number;
  readonly limits: Pick<MqttLimits, 'catchUpWindowBytes' | 'maxUnsentBytes'>;
  readonly read: Application['read'];
  readonly send: (bytes: Buffer) => void;
  /** Given to `send` and not yet taken by the network. */
  readonly unsentBytes: () => number;
  readonly cursorMoved: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Delivery {
  readonly clientId: string;
  /** CONNACK is on its way: entries may follow. */
  readonly start: () => void;
  readonly release: () => void;
  readonly stop: () => void;
  readonly appended: (subscription: Subscription, record: LogRecord, encoder: PublishEncoder) => void;
  readonly signal: (encoder: PublishEncoder) => void;
  readonly answer: (topic: string, payload: Uint8Array) => void;
  readonly acked: (packetId: number) => void;
  readonly drained: () => void;
  /** The subscription is new, or its cursor is. */
  readonly placed: (subscription: Subscription) => void;
  readonly removed: (subscription: Subscription) => void;
  readonly setCursor: (topic: string, seq: number) => void;
  readonly pushFirst: (topic: string | undefined) => void;
}

/** Entries in one read: none needs more than a few bytes, so bytes alone would be no limit. */
const maxReadEntries = 1000;
/** Packet ids are 16 bits; some stay free. */
const maxInFlight = 65_000;

export function createDelivery(deps: DeliveryDeps): Delivery {
  const { session, version, limits, read, send, unsentBytes, cursorMoved, failed } = deps;
  const { catchUpWindowBytes, maxUnsentBytes } = limits;
  const receiveMaximum = Math.min(deps.receiveMaximum, maxInFlight);
  // Half a window at a time: a read for each PUBACK would fetch single entries.
  const refillBytes = catchUpWindowBytes / 2;

  let flow: 'starting' | 'held' | 'open' | 'stopped' = 'starting';
  let first: string | undefined;
  /** Room that the pump's next entry needs in the window. */
  let neededBytes = refillBytes;
  const behind = new Set<Subscription>();

  const pump = createPump({
    read,
    next,
    windowBytes: () => Math.max(1, catchUpWindowBytes - session.unackedBytes),
    windowEntries: () => Math.min(maxReadEntries, receiveMaximum - session.inFlight.size),
    push: pumpOne,
    endReached(subscription) {
      subscription.head = subscription.cursor?.pushedUpTo ?? 0;
      behind.delete(subscription);
    },
    failed,
  });

  return {
    clientId: session.clientId,

    start() {
      const awaitsSync = [...session.subscriptions.values()].some((subscription) => subscription.awaitsSync);
      if (awaitsSync && behind.size > 0) pushIfLittleWaits().catch(failed);
      else open();
    },

    release: open,

    stop() {
      flow = 'stopped';
      behind.clear();
    },

    appended(subscription, record, encoder) {
      if (record.seq > subscription.head) subscription.head = record.seq;
      const { cursor } = subscription;
      if (!cursor || record.seq <= cursor.pushedUpTo) return;
      if (record.seq === cursor.pushedUpTo + 1 && push(subscription, cursor, record, encoder, maxUnsentBytes))
        return;
      behind.add(subscription);
      pump.kick();
    },

    signal(encoder) {
      // A signal is for now: a socket that is full does not get it later.
      if (unsentBytes() < maxUnsentBytes) sendQos0(encoder);
    },

    answer(topic, payload) {
      if (session.subscriptions.has(topic)) sendQos0(createPublishEncoder(topic, payload));
    },

    acked(packetId) {
      if (!ackInFlight(session, packetId)) return;
      cursorMoved();
      if (behind.size > 0) pump.kick();
    },

    drained: pump.kick,

    placed,

    removed(subscription) {
      // The pump may be reading for it; without this cursor it pushes nothing.
      subscription.cursor = undefined;
      behind.delete(subscription);
    },

    setCursor(topic, seq) {
      const subscription = session.subscriptions.get(topic);
      if (!subscription?.cursor) return;
      const upTo = Math.min(seq, subscription.head);
      if (upTo < cursorUpTo(subscription.cursor)) subscription.cursor = createCursor(upTo);
      else raiseCursor(subscription.cursor, upTo);
      cursorMoved();
      placed(subscription);
    },

    pushFirst(topic) {
      first = topic;
    },
  };

  function open(): void {
    if (flow === 'stopped') return;
    flow = 'open';
    pump.kick();
  }

  function placed(subscription: Subscription): void {
    const { cursor, head } = subscription;
    if (cursor && cursor.pushedUpTo < head) behind.add(subscription);
    else behind.delete(subscription);
    pump.kick();
  }

  function next(): Subscription | undefined {
    if (flow !== 'open' || behind.size === 0 || unsentBytes() >= maxUnsentBytes) return undefined;
    const [subscription] = inOrder();
    if (subscription?.qos === 0) return subscription;
    if (session.inFlight.size >= receiveMaximum) return undefined;
    const fits = session.unackedBytes === 0 || session.unackedBytes + neededBytes <= catchUpWindowBytes;
    return fits ? subscription : undefined;
  }

  function inOrder(): Subscription[] {
    const urgent = first === undefined ? undefined : session.subscriptions.get(first);
    if (!urgent || !behind.has(urgent)) return [...behind];
    return [urgent, ...[...behind].filter((subscription) => subscription !== urgent)];
  }

  function pumpOne(subscription: Subscription, record: LogRecord): boolean {
    const { cursor, filter, head } = subscription;
    if (!cursor) return false;
    const encoder = createPublishEncoder(filter, record.payload);
    if (!push(subscription, cursor, record, encoder, catchUpWindowBytes)) {
      neededBytes = encoder.encode(version, subscription.qos).bytes.length;
      return false;
    }
    neededBytes = refillBytes;
    if (cursor.pushedUpTo >= head) behind.delete(subscription);
    return true;
  }

  /** Pushes the entry behind `pushedUpTo`; false when it has to wait. */
  function push(
    subscription: Subscription,
    cursor: Cursor,
    record: LogRecord,
    encoder: PublishEncoder,
    windowBytes: number,
  ): boolean {
    if (isOwn(subscription, record)) return skip(cursor, record);
    if (flow !== 'open' || unsentBytes() >= maxUnsentBytes) return false;
    const encoded = encoder.encode(version, subscription.qos);
    const { length } = encoded.bytes;
    // [MQTT-3.1.2-25]: discard it and behave as if it had been sent.
    if (length > deps.maximumPacketBytes) return skip(cursor, record);
    if (subscription.qos === 0) {
      send(encoded.bytes);
      return skip(cursor, record);
    }
    if (session.inFlight.size >= receiveMaximum) return false;
    if (session.unackedBytes > 0 && session.unackedBytes + length > windowBytes) return false;
    pushToCursor(cursor, record.seq);
    const packetId = takePacketId(session);
    session.inFlight.set(packetId, { cursor, seq: record.seq, bytes: length });
    session.unackedBytes += length;
    send(withPacketId(encoded, packetId));
    return true;
  }

  function skip(cursor: Cursor, { seq }: LogRecord): true {
    skipOnCursor(cursor, seq);
    cursorMoved();
    return true;
  }

  function isOwn({ noLocal }: Subscription, { client }: LogRecord): boolean {
    return noLocal && client === session.clientId;
  }

  function sendQos0(encoder: PublishEncoder): void {
    const { bytes } = encoder.encode(version, 0);
    if (flow !== 'stopped' && bytes.length <= deps.maximumPacketBytes) send(bytes);
  }

  /** Reads what waits, at most a window. All of it fits: it goes out at once. Otherwise the device says first what it holds. */
  async function pushIfLittleWaits(): Promise<void> {
    const waiting: { subscription: Subscription; cursor: Cursor; records: LogRecord[] }[] = [];
    let restBytes = catchUpWindowBytes;
    for (const subscription of inOrder()) {
      const { cursor, filter } = subscription;
      if (!cursor) continue;
      const records = await read(filter, cursor.pushedUpTo, {
        maxEntries: maxReadEntries,
        maxBytes: Math.max(1, restBytes),
      });
      if (flow !== 'starting') return;
      for (const record of records) if (!isOwn(subscription, record)) restBytes -= record.payload.length;
      const last = records.at(-1)?.seq ?? subscription.head;
      if (restBytes < 0 || last < subscription.head) {
        flow = 'held';
        return;
      }
      waiting.push({ subscription, cursor, records });
    }
    flow = 'open';
    for (const { subscription, cursor, records } of waiting)
      for (const record of records)
        if (subscription.cursor === cursor && record.seq === cursor.pushedUpTo + 1)
          if (!pumpOne(subscription, record)) break;
    pump.kick();
  }
}
