// What the broker counts of itself. To count is to add to a number, so it costs nothing where messages are delivered; whoever asks
// (http/metrics-text.ts) reads the numbers then.

/** Each is a way of being held back, turned away or cut off: docs/settings.md says with which setting. */
export const limitNames = [
  'connections_per_address',
  'connections_per_user',
  'sockets_before_login',
  'connect_time',
  'connect_bytes',
  'packet_bytes',
  'http_body',
  'http_time',
  'subscriptions',
  'unsent_bytes',
  'never_reads',
  'origin',
  'logins_waiting',
  'wrong_logins',
  'registrations_per_hour',
  'device_held',
  'device_refused',
  'rooms_per_user',
  'members_per_room',
  'devices_per_user',
  'app_tokens_per_user',
  'sessions_per_user',
  'invites_per_user',
  'plain_queue',
  'retained',
] as const;
export type LimitName = (typeof limitNames)[number];

/** Since the start. */
export interface Counts {
  /** Entries that are new on the disk. */
  entriesStored: number;
  /** Entries that left for a device. */
  entriesPushed: number;
  /** Entries that a device acknowledged: it has them on its own disk. */
  entriesDelivered: number;
  storeBatches: number;
  /** Messages on plain topics that clients published … */
  plainPublished: number;
  /** … that left for clients … */
  plainSent: number;
  /** … and that were lost for one: its queue was full, or, at QoS 0, its network. */
  plainLost: number;
  connectionsOpened: number;
  httpRequests: number;
}

/** How much there is of it at this moment. */
export type GaugeName =
  | 'connections'
  | 'connectionsWaiting'
  | 'sessions'
  | 'waitingBytes'
  | 'unanswered'
  | 'loginsWaiting'
  | 'plainQueued'
  | 'plainSubscriptions'
  | 'retained'
  | 'httpConnections';

export interface Metrics {
  readonly counts: Counts;
  readonly limitsMet: Readonly<Record<LimitName, number>>;
  /** Refused CONNECTs by MQTT's word for the reason. */
  readonly refusedConnects: ReadonlyMap<string, number>;
  readonly gauges: ReadonlyMap<GaugeName, () => number>;
  limitMet(limit: LimitName): void;
  /** `why` is one of few words. */
  connectRefused(why: string): void;
  /** `read` is called when somebody asks. */
  gauge(name: GaugeName, read: () => number): void;
}

export function createMetrics(): Metrics {
  const limitsMet = Object.fromEntries(limitNames.map((name) => [name, 0])) as Record<LimitName, number>;
  const refusedConnects = new Map<string, number>();
  const gauges = new Map<GaugeName, () => number>();
  return {
    counts: {
      entriesStored: 0,
      entriesPushed: 0,
      entriesDelivered: 0,
      storeBatches: 0,
      plainPublished: 0,
      plainSent: 0,
      plainLost: 0,
      connectionsOpened: 0,
      httpRequests: 0,
    },
    limitsMet,
    refusedConnects,
    gauges,
    limitMet(limit) {
      limitsMet[limit] += 1;
    },
    connectRefused(why) {
      refusedConnects.set(why, (refusedConnects.get(why) ?? 0) + 1);
    },
    gauge(name, read) {
      gauges.set(name, read);
    },
  };
}
