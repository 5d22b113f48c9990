// The one small port at which broker/mqtt (packets, sessions, cursors) and broker/chat (accounts, rooms, logs) meet.
// mqtt calls an `Application`; the application answers in words and speaks back through `SessionHandle` and `FanOut`.
// Neither side imports the other: broker.ts puts them together.
import type { AppRights } from '../src/protocol/app-rights';

/** Why something is not done. `reason` is a sentence for the person or program at the other end. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly reason: string;
  /** The other end is not told why: MQTT's word is 0x80, unspecified. */
  readonly undisclosed?: true;
}

/**
 * Permanent: `not-authorized` (0x87), `topic-invalid` (0x90), `payload-invalid` (0x99).
 * To be tried again: `quota` (0x97), `unavailable` (0x83).
 */
export type RefusalCode = 'not-authorized' | 'topic-invalid' | 'payload-invalid' | 'quota' | 'unavailable';

/** Who is behind a connection, as far as mqtt needs to know. */
export interface Principal {
  readonly user: string;
  readonly device: string;
  /** It came by an app token, and may no more than this: for the application alone to look at. */
  readonly app?: AppRights | undefined;
}

/** The user of all who connected without a login; no account has an id with such a letter. */
export const anonymousUser = '$anonymous';
export const isAnonymous = ({ user }: Principal): boolean => user === anonymousUser;

/** Answer to a PUBLISH at QoS 1; at QoS 0 nobody hears it. `receipt` goes with the PUBACK as user property `seq`. */
export type PublishAnswer = { readonly receipt?: string } | Refusal;

/**
 * `log`: the topic is a log with cursors; a new subscription begins behind its head.
 * `awaitsSync`: a session with this subscription is not pushed more than `catchUpWindowBytes` at a reconnect before `release()`.
 */
export interface Grant {
  readonly log: boolean;
  readonly awaitsSync?: boolean;
  /** The filter is a pattern: it stands for these topics, each a log, and later for those that `FanOut.topicsAdded` tells of. */
  readonly topics?: readonly string[];
}

/** One entry of a topic's log, ready for the wire. */
export interface LogRecord {
  readonly seq: number;
  readonly payload: Uint8Array;
  /** The MQTT client id that published it, for No Local and for own entries that move the cursor. */
  readonly client: string;
  /** Nothing of it goes out on this topic: cursors pass over it. */
  readonly isSilent?: boolean;
}

/** A stretch of a topic's log. */
export interface LogRead {
  /** Oldest first, contiguous from `from` on. */
  readonly records: readonly LogRecord[];
  /** The seq of the first entry behind the place asked for that is kept: what is between was removed, and is nobody's to get. */
  readonly from: number;
}

/** A session with a connection, as the application sees it. It is void after `disconnected`. */
export interface SessionHandle {
  readonly clientId: string;
  readonly principal: Principal;
  /** Was the session there before this CONNECT? */
  readonly present: boolean;
  /** More than a window waits for it: nothing is pushed before `release`. */
  readonly isHeld: boolean;
  /** Topic → acknowledged up to, as they were when this connection was accepted. */
  readonly cursorsAtConnect: ReadonlyMap<string, number>;
  /** Its client sends again, from the oldest on, what was refused for now, and nothing is to overtake it. */
  readonly isInOrder: boolean;
  /** Its client said DISCONNECT: it is not waiting for any answer. */
  readonly saidGoodbye: boolean;
  /** The session's own word on the topic's cursor is wrong, up or down: the device knows. No-op where not subscribed. */
  setCursor(topic: string, seq: number): void;
  /** Entries of this topic are pushed before those of others; `undefined`: none is first. */
  pushFirst(topic: string | undefined): void;
  /** Pushing may begin. */
  release(): void;
  /** A QoS 0 PUBLISH to this session alone, if it subscribed to the topic. Overtakes entries that still wait here. */
  send(topic: string, payload: Uint8Array): void;
  /** Ends the connection and, for `session-ended`, the session: signed out, deleted. */
  end(why: 'session-ended' | 'administrative', reason: string): void;
}

/** What mqtt keeps of a session across connections and restarts. Cursors are written lazily: an old one only means a repeat. */
export interface SessionRecord {
  readonly user: string;
  readonly clientId: string;
  /** Whose token opened it last: it ends with that device. `undefined` in rows of an older version. */
  readonly device: string | undefined;
  /** Unix ms after which it is gone; `undefined` while connected. */
  readonly expiresAtMs: number | undefined;
  readonly sessionExpirySec: number;
  readonly nextPacketId: number;
  readonly subscriptions: readonly {
    readonly filter: string;
    readonly qos: 0 | 1;
    readonly noLocal: boolean;
    /** Acknowledged up to; `undefined` for a topic without a log, and for a pattern. */
    readonly cursor: number | undefined;
    /** Of a pattern: the same for each topic that it stands for. */
    readonly cursors?: readonly TopicCursor[] | undefined;
  }[];
}

export type TopicCursor = readonly [topic: string, upTo: number];

/** How a PUBLISH came. A packet id is there from QoS 1 on; `isDup`: it may have been sent before. */
export interface PublishedAs {
  readonly packetId: number | undefined;
  readonly isDup: boolean;
}

/** How fast a device may go on, on all of its connections together. */
export interface Pace {
  /**
   * A packet of so many bytes came: a PUBLISH at QoS 1, something that asks for other work, or another one. Says for how many ms
   * nothing more may be read from the connection.
   */
  took(what: 'message' | 'ask' | 'other', bytes: number): number;
}

/** What mqtt asks of the application. */
export interface Application {
  /** CONNECT: who is it? Never rejects; a wrong or missing login is `not-authorized`. */
  authenticate(login: {
    readonly clientId: string;
    readonly username: string | undefined;
    readonly password: Uint8Array | undefined;
  }): Promise<Principal | Refusal>;
  /** User properties for CONNACK (MQTT 5). */
  connackProperties(principal: Principal): Record<string, string>;
  /** Of this device, as long as it is there. */
  pace(principal: Principal): Pace;
  /** CONNACK is on its way. */
  connected(session: SessionHandle): void;
  disconnected(session: SessionHandle): void;
  /** Is this one of the application's own topics, or a filter that begins like one? All others are plain topics. */
  isOwn(topicOrFilter: string): boolean;
  /** SUBSCRIBE to one of its own, as it was asked for. */
  subscribe(principal: Principal, filter: string): Grant | Refusal;
  /** PUBLISH. Never rejects. Called in the order of arrival, not awaited before the next. */
  publish(
    session: SessionHandle,
    topic: string,
    payload: Uint8Array,
    /** Left out: at QoS 0, for the first time. */
    as?: PublishedAs,
  ): Promise<PublishAnswer>;
  /** Is the retain flag of a PUBLISH to this topic without meaning, and no mistake? */
  ignoresRetain(topic: string): boolean;
  /**
   * The session's cursor of a log topic moved from `from` to `to` over entries that its device acknowledged or wrote itself;
   * not by `setCursor`. Never throws.
   */
  acknowledged(session: SessionHandle, topic: string, from: number, to: number): void;
  /** The seq of the newest entry of each topic's log, 0 while there is none. */
  heads(topics: readonly string[]): Promise<number[]>;
  /** The seq that was the newest of each topic's log when this person got the right to it. */
  headsAtJoining(principal: Principal, topics: readonly string[]): Promise<number[]>;
  /** Entries with `seq > after`: up to the limits, but at least one if there is one. */
  read(topic: string, after: number, limits: { maxEntries: number; maxBytes: number }): Promise<LogRead>;
  /** Sessions on disk. They reject when the store does. */
  loadSession(user: string, clientId: string): Promise<SessionRecord | undefined>;
  saveSessions(records: readonly SessionRecord[]): Promise<void>;
  removeSession(user: string, clientId: string): Promise<void>;
}

/** What mqtt offers the application: the port of fan-out, in this process today. */
export interface FanOut {
  /** An entry is on disk: to everyone who subscribed to the topic. Called in the order of seq for each topic. */
  appended(topic: string, record: LogRecord): void;
  /** A signal (QoS 0, nothing kept) to everyone who subscribed to the topic, but not to the client that `except` names. */
  signal(topic: string, payload: Uint8Array, except?: string): void;
  /**
   * From now on nothing of these topics goes to this person's connected sessions, or to anybody's where no user is named.
   * Sessions without a connection are looked at when they are taken up again: `subscribe` refuses by then.
   */
  endSubscriptions(topics: readonly string[], user?: string): void;
  /** Does anybody who is connected hear what is appended to this topic? */
  isHeard(topic: string): boolean;
  /**
   * This person has the right to these topics from now on, and their patterns may stand for them: entries behind `upTo` are
   * theirs. Without it that is asked for (`headsAtJoining`), as it is for sessions without a connection when they are taken up again.
   */
  topicsAdded(topics: readonly string[], user: string, upTo?: number): void;
  /** The account whose own these plain topics were is no more: nobody gets what is retained there. On disk it is removed already. */
  forgetRetained(filters: readonly string[]): void;
  /** Ends the connections, and for `session-ended` the sessions, of this device. */
  endDevice(device: string, why: 'session-ended' | 'administrative', reason: string): void;
}

export const isRefusal = (value: object): value is Refusal => 'refused' in value;
