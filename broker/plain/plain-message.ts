// A message on a plain topic, and what becomes of it for one session.

export type Qos = 0 | 1 | 2;

export interface PlainMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  /** As it was published. */
  readonly retain: boolean;
  /** What subscribers get of its properties: MQTT 5's bytes as they came, so that their order stays [MQTT-3.3.2-18]. */
  readonly properties: Uint8Array;
  /** Unix ms. */
  readonly expiresAtMs: number | undefined;
}

/** How one session gets a message. */
export interface Manner {
  readonly qos: Qos;
  readonly retain: boolean;
  /** Subscription identifiers [MQTT-3.3.4-3]. */
  readonly ids: readonly number[];
  /** The shared subscription that it comes by, with `$share/…` in front. */
  readonly share?: string | undefined;
}

/** What a session subscribed to. */
export interface PlainSubscription {
  /** As it was asked for, with `$share/…` in front. */
  readonly filter: string;
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly id: number | undefined;
}

/** A message on disk, once for all sessions that it waits for. */
export interface StoredMessage {
  readonly id: string;
  readonly message: PlainMessage;
  waitingFor: number;
}

/** In a session's queue until it was acknowledged. */
export interface Queued {
  /** Rises along the queue. */
  readonly seq: number;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly ids: readonly number[];
  /** The shared subscription that it came by: should the session end, another member gets it. */
  readonly share: string | undefined;
  /** `undefined`: the receiver has it, and its PUBREL is under way (QoS 2). */
  message: PlainMessage | undefined;
  readonly stored: StoredMessage | undefined;
  /** On this or an earlier connection. */
  wasSent: boolean;
  /** It was kept for whoever subscribes: it comes besides what the queue has room for. */
  readonly isRetained: boolean;
}

/** The connection of a session, as the queue sees it. */
export interface PlainReceiver {
  /** QoS 0: now or never. */
  now(message: PlainMessage, manner: Manner): void;
  /** Something waits. */
  wake(): void;
  /** The queue was full. */
  overflowed(): void;
  /** It takes nothing now. */
  isBusy(): boolean;
}
