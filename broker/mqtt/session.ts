// An MQTT session while it has a connection: subscriptions with their cursors, and what is in flight. Without one it is a `SessionRecord` on disk.
import type { Principal, SessionRecord } from '../application';
import { ackOnCursor, cursorUpTo, type Cursor } from './cursor';
import { isExact, optionsOf, type Pattern, type SubscribeOptions } from './patterns';

export interface Subscription {
  /** The topic's name: for a pattern each topic has a subscription of its own. */
  readonly filter: string;
  qos: 0 | 1;
  noLocal: boolean;
  /** Is the topic a log? */
  readonly log: boolean;
  awaitsSync: boolean;
  /** `undefined` for a topic without a log, and for a new subscription until the log's head is known. */
  cursor: Cursor | undefined;
  /** The newest seq of the log, as far as this subscription was told. */
  head: number;
  /** What the topic is called in PUBLISHes of this connection, once one has said so. */
  alias: number | undefined;
  /** The application is going to hear how far the cursor moved. */
  isMoved: boolean;
  /** It is there because this pattern stands for its topic … */
  pattern: Pattern | undefined;
  /** … and was asked for by its own name as well, with these. */
  exact: SubscribeOptions | undefined;
}

interface InFlight {
  readonly subscription: Subscription;
  /** The subscription's when it was pushed: it may have another one by now. */
  readonly cursor: Cursor;
  readonly seq: number;
  readonly bytes: number;
}

export interface Session {
  readonly user: string;
  readonly clientId: string;
  readonly device: string;
  sessionExpirySec: number;
  nextPacketId: number;
  /** By topic. */
  readonly subscriptions: Map<string, Subscription>;
  /** By filter; made when there is one. */
  patterns: Map<string, Pattern> | undefined;
  readonly inFlight: Map<number, InFlight>;
  unackedBytes: number;
}

/** Packet ids from here on are those of plain topics. */
export const firstPlainPacketId = 49_152;
const maxPacketId = firstPlainPacketId - 1;

export const createSubscription = (
  filter: string,
  options: Pick<Subscription, 'qos' | 'noLocal' | 'log' | 'awaitsSync'>,
): Subscription => ({
  filter,
  ...options,
  cursor: undefined,
  head: 0,
  alias: undefined,
  isMoved: false,
  pattern: undefined,
  exact: undefined,
});

export const createPatternSubscription = (topic: string, pattern: Pattern): Subscription => ({
  ...createSubscription(topic, {
    qos: pattern.qos,
    noLocal: pattern.noLocal,
    log: true,
    awaitsSync: false,
  }),
  pattern,
});

export function createSession(
  { user, device }: Principal,
  clientId: string,
  sessionExpirySec: number,
  record: SessionRecord | undefined,
): Session {
  return {
    user,
    clientId,
    device,
    sessionExpirySec,
    nextPacketId: firstPacketId(record),
    subscriptions: new Map(),
    patterns: undefined,
    inFlight: new Map(),
    unackedBytes: 0,
  };
}

/**
 * Packet ids run on from the session's last connection: a PUBACK that was meant for that one is unknown in this one.
 * A record without an expiry was left by a broker that died, and its id is an old one: half the circle further none is fresh.
 */
function firstPacketId(record: SessionRecord | undefined): number {
  if (!record) return 1;
  const skipped = record.expiresAtMs === undefined ? maxPacketId >> 1 : 0;
  return ((record.nextPacketId - 1 + skipped) % maxPacketId) + 1;
}

/** The next packet id that is not in flight. There is one: the receive maximum keeps some free. */
export function takePacketId(session: Session): number {
  let id = session.nextPacketId;
  while (session.inFlight.has(id)) id = (id % maxPacketId) + 1;
  session.nextPacketId = (id % maxPacketId) + 1;
  return id;
}

/** A PUBACK came; `undefined` for a packet id that is not in flight. */
export function ackInFlight(session: Session, packetId: number): InFlight | undefined {
  const inFlight = session.inFlight.get(packetId);
  if (!inFlight) return undefined;
  session.inFlight.delete(packetId);
  session.unackedBytes -= inFlight.bytes;
  ackOnCursor(inFlight.cursor, inFlight.seq);
  return inFlight;
}

export function sessionRecord(session: Session, expiresAtMs: number | undefined): SessionRecord {
  return {
    user: session.user,
    clientId: session.clientId,
    device: session.device,
    expiresAtMs,
    sessionExpirySec: session.sessionExpirySec,
    nextPacketId: session.nextPacketId,
    subscriptions: [...exactRecords(session), ...patternRecords(session)],
  };
}

const exactRecords = ({ subscriptions }: Session): SessionRecord['subscriptions'] =>
  [...subscriptions.values()].filter(isExact).map((subscription) => {
    const { filter, cursor } = subscription;
    return { filter, ...optionsOf(subscription), cursor: cursor && cursorUpTo(cursor) };
  });

/**
 * One that is only being begun is not there yet: it has no place to go on from. Of a topic that came to it later and has no place yet
 * it is asked again where the person came in.
 */
function patternRecords({ subscriptions, patterns }: Session): SessionRecord['subscriptions'] {
  return [...(patterns?.values() ?? [])]
    .filter(({ hasBegun }) => hasBegun)
    .map((pattern) => {
      const { filter, qos, noLocal } = pattern;
      const cursors = [...subscriptions.values()].flatMap((each) =>
        each.pattern === pattern && each.cursor ? [[each.filter, cursorUpTo(each.cursor)] as const] : [],
      );
      return { filter, qos, noLocal, cursor: undefined, cursors };
    });
}
