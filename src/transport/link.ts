// The port `link`: one dial is one connection. Who dials, when and how often is decided in sync/; what is a packet, in here.

export interface DialRequest {
  /** `ws://…/mqtt` or `wss://…/mqtt`. */
  readonly url: string;
  /** MQTT client id: the device's id. */
  readonly clientId: string;
  readonly username: string;
  /** The device's token, as MQTT password. */
  readonly token: string;
}

/** What a connection tells. Events of one connection never reach the handlers of another. May come before `dial` has resolved. */
export interface ConnectionEvents {
  /**
   * A PUBLISH. Messages come one after another: the next waits for this promise. Resolved: acknowledge it (QoS 1).
   * Rejected: it could not be kept, so the connection is dropped and it will come again. `epoch` is the connection's.
   */
  message(topic: string, payload: Uint8Array, epoch: string | undefined): Promise<void>;
  /** Bytes came in, be it half a packet, or the socket opened: the link is alive. */
  heard(): void;
  /** Something that wants an answer left. */
  expecting(): void;
  /** How long an answer took to something that left while nothing else was under way. */
  measured(roundTripMs: number): void;
  /** A packet went or came. `topic`: of a PUBLISH. Bytes are those of MQTT, without what the network puts around. */
  carried?(topic: string | undefined, upBytes: number, downBytes: number): void;
  /**
   * The connection is over, said once. `taken-over`: the same client id connected elsewhere. `session-ended`: this device may not go on;
   * then `reason` is the broker's sentence.
   */
  closed(why: 'lost' | 'taken-over' | 'session-ended', reason?: string): void;
}

export interface Connection {
  /** The broker still had this device's session. */
  readonly sessionPresent: boolean;
  /** The store's epoch, 8 characters; `undefined` if the broker did not say. */
  readonly epoch: string | undefined;
  /** The largest payload the broker takes. */
  readonly maxPayloadBytes: number;
  /** The person is an admin of the server. */
  readonly isAdmin: boolean;
  /** PUBLISH at QoS 1. Several may be unanswered; they leave in the order of the calls. Never rejects. */
  publish(topic: string, payload: Uint8Array): Promise<Puback>;
  /** PUBLISH at QoS 0: gone if the link is. */
  signal(topic: string, payload: Uint8Array): void;
  /** SUBSCRIBE at QoS 1 with No Local, all in one packet; a topic that is refused for now ends the connection. Resolves with the topics that were refused, or `undefined` when the link died first. */
  subscribe(topics: readonly string[]): Promise<readonly string[] | undefined>;
  /** UNSUBSCRIBE, without waiting for the answer. */
  unsubscribe(topics: readonly string[]): void;
  /** PINGREQ: the smallest question there is. */
  probe(): void;
  /** Bytes that left and wait for an answer. Signals are not among them. */
  unansweredBytes(): number;
  /** Ends it without waiting. No `closed` follows. */
  close(): void;
}

/**
 * - `accepted`: stored; `receipt` is the PUBACK's user property `seq`.
 * - `refused`: an answer in words; `permanent` tells whether trying again can help.
 * - `lost`: the connection ended first; whether it is stored is unknown.
 */
export type Puback =
  | { readonly outcome: 'accepted'; readonly receipt: string | undefined }
  | {
      readonly outcome: 'refused';
      readonly permanent: boolean;
      /** The broker asks to go slower. */
      readonly tooFast?: true;
      readonly reason: string;
    }
  | { readonly outcome: 'lost' };

/** `unreachable`: nobody answered. `refused`: the broker answered no; `notAuthorized` when it does not know this device. */
export type DialResult =
  | { readonly outcome: 'connected'; readonly connection: Connection }
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'refused'; readonly notAuthorized: boolean; readonly reason: string };

export interface Link {
  /** Tries once. Never rejects. `abort` ends the try, or, once connected, nothing. */
  dial(request: DialRequest, events: ConnectionEvents, abort: AbortSignal): Promise<DialResult>;
}
