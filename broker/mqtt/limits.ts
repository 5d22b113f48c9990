// How much one client may ask of the broker, in numbers.

export interface MqttLimits {
  /** The largest payload of a PUBLISH. A packet may be `packetOverheadBytes` longer. */
  readonly maxPayloadBytes: number;
  readonly packetOverheadBytes: number;
  /** So many PUBLISHes at QoS 2 may a client have unreleased: it is told, and one more ends its connection. */
  readonly receiveMaximum: number;
  /** So many messages on plain topics are under way to a client. */
  readonly maxPlainUnderWay: number;
  /** In MQTT 5 a client that asks for a longer keepalive is told this one. */
  readonly maxKeepaliveSec: number;
  /** So many topics may be called by a number in PUBLISHes from a client. */
  readonly topicAliasMaximum: number;
  /** A session is forgotten this long after its last connection, at the latest. */
  readonly maxSessionExpirySec: number;
  /** CONNECT must be accepted within this time … */
  readonly connectTimeoutMs: number;
  /** … and within this many bytes on the network. */
  readonly preConnectBytes: number;
  /** Unacknowledged bytes while a session catches up; also how much waits at most for a session that is pushed at once. */
  readonly catchUpWindowBytes: number;
  /** So many connections one person may have; taking over one's own session is always possible. */
  readonly maxConnectionsPerUser: number;
  /** So many subscriptions a session may have. */
  readonly maxSubscriptions: number;
  /** A client that takes nothing of what waits for it for so long is gone, whatever it says. */
  readonly stalledReaderMs: number;
  /** A socket with this much unsent, or a session with this much unacknowledged, is not pushed. */
  readonly maxUnsentBytes: number;
  /** With more unanswered than this, the socket is not read. */
  readonly maxUnanswered: number;
  readonly maxUnansweredBytes: number;
  /** With more unanswered than this of all clients together, no socket is read: half a second's work for a busy broker. */
  readonly maxUnansweredOfAll: number;
  /** How often the cursors that moved are saved. */
  readonly saveIntervalMs: number;
}

export const defaultLimits: Omit<MqttLimits, 'maxPayloadBytes'> = {
  packetOverheadBytes: 1024,
  receiveMaximum: 1024,
  maxPlainUnderWay: 256,
  maxKeepaliveSec: 65_535,
  topicAliasMaximum: 16,
  maxSessionExpirySec: 30 * 24 * 3600,
  connectTimeoutMs: 10_000,
  preConnectBytes: 4096,
  catchUpWindowBytes: 16 * 1024,
  maxConnectionsPerUser: 100,
  maxSubscriptions: 2048,
  stalledReaderMs: 60_000,
  maxUnsentBytes: 256 * 1024,
  maxUnanswered: 256,
  maxUnansweredBytes: 256 * 1024,
  maxUnansweredOfAll: 4096,
  saveIntervalMs: 5000,
};

export const maxPacketBytes = (limits: MqttLimits): number =>
  limits.maxPayloadBytes + limits.packetOverheadBytes;
