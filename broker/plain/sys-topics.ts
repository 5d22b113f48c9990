// `$SYS/…`: the broker's numbers as retained messages, for the server's admins. Nothing of them is kept on disk.
import type { Metrics } from '../metrics';
import type { PlainMessage } from './plain-message';
import type { PlainSession } from './plain-session';
import type { Retained } from './retained';
import type { Router } from './router';

export interface SysTopics {
  /** Looks at the numbers again, and tells those that changed. */
  refresh(): void;
  /** So many retained messages are these. */
  readonly size: number;
}

export function createSysTopics({
  retained,
  router,
  sessions,
  metrics,
  clock,
  mayRead,
}: {
  retained: Retained;
  router: Pick<Router, 'routes' | 'size'>;
  sessions: ReadonlyMap<string, PlainSession>;
  metrics: Metrics;
  /** Unix ms. */
  clock: () => number;
  /** Who was an admin when they subscribed may be none by now. */
  mayRead: (session: PlainSession, topic: string) => boolean;
}): SysTopics {
  const startedAtMs = clock();
  const told = new Map<string, string>();
  const gauge = (name: Parameters<Metrics['gauge']>[0]): number => metrics.gauges.get(name)?.() ?? 0;

  const readers: Readonly<Record<string, () => number>> = {
    'broker/uptime': () => Math.floor((clock() - startedAtMs) / 1000),
    'broker/clients/connected': () => gauge('sessions'),
    'broker/connections/opened': () => metrics.counts.connectionsOpened,
    'broker/sessions/kept': () => [...sessions.values()].filter(({ isKept }) => isKept).length,
    'broker/subscriptions/count': () => router.size,
    'broker/retained messages/count': () => retained.size - told.size,
    'broker/messages/received': () => metrics.counts.plainPublished,
    'broker/messages/sent': () => metrics.counts.plainSent,
    'broker/messages/dropped': () => metrics.counts.plainLost,
    'broker/messages/waiting': () => gauge('plainQueued'),
    'broker/rooms/entries/stored': () => metrics.counts.entriesStored,
    'broker/rooms/entries/delivered': () => metrics.counts.entriesDelivered,
    'broker/store/batches': () => metrics.counts.storeBatches,
    'broker/heap/used': () => process.memoryUsage().heapUsed,
  };

  function tell(topic: string, value: string): void {
    if (told.get(topic) === value) return;
    told.set(topic, value);
    const message: PlainMessage = {
      topic: `$SYS/${topic}`,
      payload: Buffer.from(value),
      qos: 0,
      retain: true,
      properties: Buffer.alloc(0),
      expiresAtMs: undefined,
    };
    retained.put(message);
    for (const { session, manner } of router.routes(message, undefined))
      if (mayRead(session, message.topic)) session.receiver?.now(message, manner);
  }

  function refresh(): void {
    for (const [topic, read] of Object.entries(readers)) tell(topic, String(read()));
  }

  refresh();
  return {
    refresh,
    get size() {
      return told.size;
    },
  };
}
