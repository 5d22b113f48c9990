// The broker's numbers as Prometheus reads them. Nothing is handed over before somebody asks; then all of it is read at once.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Counts, GaugeName, Metrics } from '../metrics';

export interface MetricsText {
  readonly contentType: string;
  read(): Promise<string>;
  close(): void;
}

const countsInWords: Readonly<Record<keyof Counts, readonly [name: string, help: string]>> = {
  entriesStored: ['onebar_entries_stored_total', 'Entries of rooms that are new on the disk.'],
  entriesPushed: ['onebar_entries_pushed_total', 'Entries that left for a device.'],
  entriesDelivered: ['onebar_entries_delivered_total', 'Entries that a device acknowledged.'],
  storeBatches: ['onebar_store_batches_total', 'Batches that were written to the store.'],
  plainPublished: ['onebar_plain_published_total', 'Messages on plain topics that clients published.'],
  plainSent: ['onebar_plain_sent_total', 'Messages on plain topics that left for clients.'],
  plainLost: [
    'onebar_plain_lost_total',
    'Messages on plain topics that were lost for a client that was full.',
  ],
  connectionsOpened: ['onebar_connections_opened_total', 'Connections at /mqtt that were accepted.'],
  httpRequests: ['onebar_http_requests_total', 'Requests over HTTP that were answered.'],
};

const gaugesInWords: Readonly<Record<GaugeName, readonly [name: string, help: string]>> = {
  connections: ['onebar_connections', 'Connections at /mqtt.'],
  connectionsWaiting: ['onebar_connections_waiting', 'Connections at /mqtt that are not signed in yet.'],
  sessions: ['onebar_sessions', 'Sessions that have a connection.'],
  waitingBytes: ['onebar_waiting_bytes', 'Bytes for clients that the network has not taken yet.'],
  unanswered: ['onebar_unanswered', 'Packets of all clients that wait for an answer.'],
  loginsWaiting: ['onebar_logins_waiting', 'Passwords that wait to be looked at.'],
  plainQueued: ['onebar_plain_queued', 'Messages on plain topics that wait for clients.'],
  plainSubscriptions: ['onebar_plain_subscriptions', 'Subscriptions to plain topics.'],
  retained: ['onebar_retained', 'Retained messages.'],
  httpConnections: ['onebar_http_connections', 'Network connections at the main port, those of /mqtt too.'],
};

/** Of the event loop's delay. */
const lagResolutionMs = 10;

export function createMetricsText(metrics: Metrics): MetricsText {
  const registry = new Registry();
  // Or they would be in the library's own registry, which is everybody's.
  const registers: Registry[] = [];
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  lag.enable();

  for (const [key, [name, help]] of Object.entries(countsInWords))
    counter(name, help, () => metrics.counts[key as keyof Counts]);
  for (const [key, [name, help]] of Object.entries(gaugesInWords))
    gauge(name, help, () => metrics.gauges.get(key as GaugeName)?.() ?? 0);
  counterBy('limit', 'onebar_limit_total', 'How often a limit held somebody back, by its name.', () =>
    Object.entries(metrics.limitsMet),
  );
  counterBy('reason', 'onebar_connects_refused_total', 'CONNECTs that were refused, by the reason.', () => [
    ...metrics.refusedConnects,
  ]);
  gaugeBy(
    'quantile',
    'onebar_event_loop_lag_seconds',
    'How late the event loop was since the last look.',
    readLag,
  );
  gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  gauge('onebar_heap_used_bytes', 'Memory that JavaScript uses.', () => process.memoryUsage().heapUsed);
  counter('process_cpu_seconds_total', 'Time on the processor, of all threads.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });

  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),
    close: () => void lag.disable(),
  };

  function counter(name: string, help: string, read: () => number): void {
    registry.registerMetric(
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    );
  }

  function gauge(name: string, help: string, read: () => number): void {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      }),
    );
  }

  function counterBy(
    label: string,
    name: string,
    help: string,
    read: () => Iterable<readonly [string, number]>,
  ): void {
    registry.registerMetric(
      new Counter({
        name,
        help,
        registers,
        labelNames: [label],
        collect() {
          this.reset();
          for (const [value, count] of read()) this.inc({ [label]: value }, count);
        },
      }),
    );
  }

  function gaugeBy(
    label: string,
    name: string,
    help: string,
    read: () => Iterable<readonly [string, number]>,
  ): void {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers,
        labelNames: [label],
        collect() {
          for (const [value, amount] of read()) this.set({ [label]: value }, amount);
        },
      }),
    );
  }

  function readLag(): [string, number][] {
    // The histogram holds the whole of each interval, of which the resolution is no delay.
    const inSec = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - lagResolutionMs / 1000);
    const read: [string, number][] = [
      ['0.5', inSec(lag.percentile(50))],
      ['0.99', inSec(lag.percentile(99))],
      ['1', inSec(lag.max)],
    ];
    lag.reset();
    return read;
  }
}
