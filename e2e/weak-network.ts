// A bad link on demand: a TCP proxy that stands between devices and the broker, delays, narrows, cuts and swallows.
// Works on connections, not on packets: a loss shows as the delay and the cut that TCP makes of it.
//
//            ┌── cut() ──┐ (a moment: connections are reset, new ones pass)
//            ▼           │
//   ┌──▶  passing ───────┘
//   │        │ halfOpen()                 │ refuse()
//   │        ▼                            ▼
//   │   half-open: all is swallowed,   refusing: connections are reset,
//   │   nothing is closed              new ones too
//   └─ heal() ┴────────────────────────────┘
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createRandom } from './random';
import { createLane, createPipe, type Pipe } from './weak-pipe';
import { profiles, type Profile, type Shape } from './weak-profiles';

export interface WeakNetworkOptions {
  /** The broker. */
  readonly target: { readonly host: string; readonly port: number };
  /** Where to listen; by default a free port on 127.0.0.1. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Which connections are shaped and broken: `mqtt` are those whose request begins `GET /mqtt`. Default `all`. */
  readonly only?: 'all' | 'mqtt';
  /** For jitter and the times of random cuts. */
  readonly seed?: number;
  /** Hears in words what the network does by itself. */
  readonly log?: (text: string) => void;
}

interface Counters {
  connections: number;
  /** Bytes that arrived at the broker. */
  bytesUp: number;
  /** Bytes that arrived at the device. */
  bytesDown: number;
}

export interface WeakNetwork {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** What has passed so far, by kind of connection. */
  readonly counters: { readonly mqtt: Readonly<Counters>; readonly other: Readonly<Counters> };
  /** Connections of devices that are open now; half-open ones count. */
  openConnections(): number;
  /** Changes the shape at once, for live connections too. What is not given stays. */
  shape(change: Partial<Shape>): void;
  /** Which connections are hit, from now on. */
  hitOnly(which: 'all' | 'mqtt'): void;
  /** Shape and faults of a profile, in place of what was before. */
  use(profile: Profile): void;
  /** Resets the matching connections, on both sides. New ones pass. */
  cut(): void;
  /** From now on matching connections, old and new, stay open and silent; what was on the way is lost. */
  halfOpen(): void;
  /** Resets matching connections, and new ones too. */
  refuse(): void;
  /** Nothing arrives for so long; nothing is lost. */
  stall(stallMs: number): void;
  /** No faults any more; half-open connections are reset, as they would be in the end. The shape stays. */
  heal(): void;
  close(): Promise<void>;
}

interface Connection {
  readonly client: Socket;
  server: Socket | undefined;
  up: Pipe | undefined;
  down: Pipe | undefined;
  isMqtt: boolean;
  /** First bytes, while they do not tell yet what this is. */
  head: Buffer | undefined;
  silent: boolean;
}

const mqttRequest = Buffer.from('GET /mqtt');

/** Is, is not, or may become a request for `/mqtt`. */
function looksLikeMqtt(head: Buffer): boolean | 'perhaps' {
  const length = Math.min(head.length, mqttRequest.length);
  if (!head.subarray(0, length).equals(mqttRequest.subarray(0, length))) return false;
  return length === mqttRequest.length || 'perhaps';
}

/** Rejects when it cannot listen. */
export async function createWeakNetwork(options: WeakNetworkOptions): Promise<WeakNetwork> {
  const { target, listen = { host: '127.0.0.1', port: 0 }, log = () => {} } = options;
  const seed = options.seed ?? 1;
  const jitter = createRandom(seed);
  // Of its own, so that the times of the cuts do not depend on the traffic.
  const chance = createRandom(seed + 1);
  const between = ([from, to]: readonly [number, number]) => from + chance() * (to - from);
  const counters = {
    mqtt: { connections: 0, bytesUp: 0, bytesDown: 0 },
    other: { connections: 0, bytesUp: 0, bytesDown: 0 },
  };
  const connections = new Set<Connection>();
  let shape: Shape = profiles.good;
  let only = options.only ?? 'all';
  let mode: 'passing' | 'half-open' | 'refusing' = 'passing';
  let heldUntilMs = 0;
  let nextCut: NodeJS.Timeout | undefined;

  const lanes = { up: createLane(() => shape.bytesPerSec), down: createLane(() => shape.bytesPerSec) };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);

  function accept(client: Socket): void {
    const connection: Connection = {
      client,
      server: undefined,
      up: undefined,
      down: undefined,
      isMqtt: false,
      head: undefined,
      silent: false,
    };
    connections.add(connection);
    counters.other.connections++;
    client.on('data', (chunk) => fromClient(connection, chunk));
    watch(connection, client, 'up');
    if (only === 'all') admit(connection);
  }

  /** Carries the end of one socket to the other, and forgets a connection when both are gone. */
  function watch(connection: Connection, socket: Socket, direction: 'up' | 'down'): void {
    // What `error` says, `close` says too.
    socket.on('error', () => {});
    socket.on('end', () => connection[direction]?.pushLast('end'));
    socket.on('close', (hadError) => {
      if (hadError || !socket.readableEnded) connection[direction]?.pushLast('reset');
      const other = direction === 'up' ? connection.server : connection.client;
      if (!other || other.destroyed) connections.delete(connection);
    });
  }

  function fromClient(connection: Connection, chunk: Buffer): void {
    const bytes = connection.head ? Buffer.concat([connection.head, chunk]) : chunk;
    // Looked for in each chunk: a kept connection may ask for /mqtt after other things.
    const mqtt = connection.isMqtt || looksLikeMqtt(bytes);
    if (mqtt === 'perhaps' && !connection.up) {
      connection.head = bytes;
      return;
    }
    connection.head = undefined;
    if (mqtt === true && !connection.isMqtt) {
      connection.isMqtt = true;
      counters.other.connections--;
      counters.mqtt.connections++;
    }
    admit(connection);
    connection.up?.push(bytes);
  }

  const matches = (connection: Connection) => only === 'all' || connection.isMqtt;

  /** A new connection, or one of which is now known what it is. */
  function admit(connection: Connection): void {
    if (matches(connection) && mode === 'refusing') return reset(connection);
    if (matches(connection) && mode === 'half-open') return silence(connection);
    if (!connection.server) dial(connection);
  }

  function dial(connection: Connection): void {
    const { client } = connection;
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const acceptedAtMs = performance.now();
    connection.server = upstream;
    const pipe = (direction: 'up' | 'down', source: Socket, sink: Socket) =>
      createPipe({
        source,
        target: sink,
        lane: lanes[direction],
        travelMs() {
          if (!matches(connection)) return undefined;
          // The handshake of TCP, one round trip, that loopback does not show.
          const handshakeMs = acceptedAtMs + 2 * shape.latencyMs - performance.now();
          return Math.max(0, handshakeMs) + shape.latencyMs + jitter() * shape.jitterMs;
        },
        heldUntilMs: () => (matches(connection) ? heldUntilMs : 0),
        onDelivered(bytes) {
          const count = counters[connection.isMqtt ? 'mqtt' : 'other'];
          if (direction === 'up') count.bytesUp += bytes;
          else count.bytesDown += bytes;
        },
      });
    connection.up = pipe('up', client, upstream);
    connection.down = pipe('down', upstream, client);
    upstream.on('data', (chunk) => connection.down?.push(chunk));
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') log('nobody answers behind the weak network');
    });
    watch(connection, upstream, 'down');
  }

  function reset(connection: Connection): void {
    connection.up?.swallow();
    connection.down?.swallow();
    connection.client.resetAndDestroy();
    connection.server?.resetAndDestroy();
    connections.delete(connection);
  }

  function silence(connection: Connection): void {
    connection.silent = true;
    connection.up?.swallow();
    connection.down?.swallow();
  }

  function cutMatching(): void {
    for (const connection of connections) if (matches(connection)) reset(connection);
  }

  function setShape(change: Partial<Shape>): void {
    shape = { ...shape, ...change };
    lanes.up.replan();
    lanes.down.replan();
  }

  function halfOpen(): void {
    mode = 'half-open';
    for (const connection of connections) if (matches(connection)) silence(connection);
  }

  function refuse(): void {
    mode = 'refusing';
    cutMatching();
  }

  function heal(): void {
    clearTimeout(nextCut);
    pass();
  }

  function pass(): void {
    mode = 'passing';
    heldUntilMs = 0;
    for (const connection of connections) {
      if (connection.silent) reset(connection);
      connection.up?.wake();
      connection.down?.wake();
    }
  }

  function planCut(cuts: NonNullable<Profile['cuts']>): void {
    nextCut = setTimeout(() => {
      const cutMs = between(cuts.forMs);
      log(`cut for ${Math.round(cutMs / 1000)} s`);
      refuse();
      nextCut = setTimeout(() => {
        log('back');
        pass();
        planCut(cuts);
      }, cutMs);
    }, between(cuts.everyMs));
  }

  server.listen(listen.port, listen.host);
  // Rejects with what `error` says, should that come first.
  await once(server, 'listening');
  const { address: host, port } = server.address() as AddressInfo;

  return {
    host,
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    counters,
    openConnections: () => connections.size,
    shape: setShape,
    hitOnly(which) {
      only = which;
    },
    use(profile) {
      heal();
      const { latencyMs, jitterMs, bytesPerSec } = profile;
      setShape({ latencyMs, jitterMs, bytesPerSec });
      if (profile.halfOpen) halfOpen();
      if (profile.cuts) planCut(profile.cuts);
    },
    cut: cutMatching,
    halfOpen,
    refuse,
    stall(stallMs) {
      heldUntilMs = performance.now() + stallMs;
    },
    heal,
    close() {
      clearTimeout(nextCut);
      lanes.up.close();
      lanes.down.close();
      for (const connection of connections) reset(connection);
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
