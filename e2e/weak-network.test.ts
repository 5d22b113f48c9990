// The bad link itself, between plain sockets: what it promises is what the headless tests stand on.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWeakNetwork, type WeakNetwork, type WeakNetworkOptions } from './weak-network';
import { profiles } from './weak-profiles';

const mqttRequest = 'GET /mqtt HTTP/1.1\r\n\r\n';
const httpRequest = 'GET /healthz HTTP/1.1\r\n\r\n';

/** Whether a test's server answers each chunk with the same bytes. */
let echoes: boolean;
let served: Socket[];
let servedErrors: string[];
let closing: (() => Promise<unknown> | void)[];
let target: { host: string; port: number };

beforeEach(async () => {
  echoes = true;
  served = [];
  servedErrors = [];
  closing = [];
  const server = createServer((socket) => {
    served.push(socket);
    socket.on('error', (error: NodeJS.ErrnoException) => servedErrors.push(error.code ?? error.message));
    socket.on('data', (chunk) => {
      if (echoes) socket.write(chunk);
    });
    closing.push(() => void socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  closing.push(() => void server.close());
});

afterEach(async () => {
  for (const close of closing) await close();
});

async function weakNetwork(options: Partial<WeakNetworkOptions> = {}): Promise<WeakNetwork> {
  const network = await createWeakNetwork({ target, ...options });
  closing.push(() => network.close());
  return network;
}

interface Client {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly errors: string[];
  /** Resolves when so many bytes are here. */
  readonly heardBytes: (count: number) => Promise<void>;
}

const closed = (socket: Socket) =>
  socket.destroyed ? Promise.resolve() : once(socket, 'close').catch(() => {});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

async function client(network: WeakNetwork, firstBytes: string | Buffer = ''): Promise<Client> {
  const socket = connect({ host: network.host, port: network.port });
  const chunks: Buffer[] = [];
  const errors: string[] = [];
  let bytes = 0;
  socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? error.message));
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
  });
  closing.push(() => void socket.destroy());
  await once(socket, 'connect');
  if (firstBytes.length > 0) socket.write(firstBytes);
  return {
    socket,
    errors,
    heard: () => Buffer.concat(chunks).toString(),
    heardBytes: (count) => until(() => bytes >= count),
  };
}

test('passes bytes both ways and counts them', async () => {
  const network = await weakNetwork();
  const { heardBytes, heard } = await client(network, 'hello');
  await heardBytes(5);
  expect(heard()).toBe('hello');
  expect(network.counters.other).toEqual({ connections: 1, bytesUp: 5, bytesDown: 5 });
  expect(network.counters.mqtt).toEqual({ connections: 0, bytesUp: 0, bytesDown: 0 });
});

test('passes an ending on, behind the bytes before it', async () => {
  const network = await weakNetwork();
  network.shape({ latencyMs: 20 });
  const { socket, heard } = await client(network);
  socket.end('last words');
  await closed(socket);
  expect(heard()).toBe('last words');
  await until(() => network.openConnections() === 0);
});

test('makes the first answer of a connection wait two round trips and the next one round trip', async () => {
  const network = await weakNetwork();
  network.shape({ latencyMs: 50 });
  const startMs = performance.now();
  const { socket, heardBytes } = await client(network, 'a');
  await heardBytes(1);
  const firstMs = performance.now();
  socket.write('b');
  await heardBytes(2);
  // Node's timers round to whole milliseconds.
  expect(firstMs - startMs).toBeGreaterThanOrEqual(198);
  expect(performance.now() - firstMs).toBeGreaterThanOrEqual(98);
});

test('delays without narrowing: many pieces are on the way at once', async () => {
  const network = await weakNetwork();
  network.shape({ latencyMs: 40 });
  const bytes = 1_000_000;
  const { heardBytes } = await client(network, Buffer.alloc(bytes, 'x'));
  // One piece per round trip would take 57 s: longer than a test may.
  await heardBytes(bytes);
  expect(network.counters.other).toEqual({ connections: 1, bytesUp: bytes, bytesDown: bytes });
});

test('keeps the order of bytes under jitter', async () => {
  const network = await weakNetwork({ seed: 7 });
  network.shape({ latencyMs: 5, jitterMs: 30 });
  const { socket, heard, heardBytes } = await client(network);
  let written = '';
  for (let i = 0; i < 200; i++) {
    socket.write(`${i},`);
    written += `${i},`;
    if (i % 20 === 0) await pause(3);
  }
  await heardBytes(written.length);
  expect(heard()).toBe(written);
});

test('narrows each direction to its bandwidth, shared by all connections', async () => {
  const network = await weakNetwork();
  echoes = false;
  network.shape({ bytesPerSec: 40_000 });
  const startMs = performance.now();
  await client(network, Buffer.alloc(10_000, 'a'));
  await client(network, Buffer.alloc(10_000, 'b'));
  await until(() => network.counters.other.bytesUp === 20_000);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(495);
});

test('lets connections take turns on a narrow link', async () => {
  const network = await weakNetwork();
  network.shape({ bytesPerSec: 100_000 });
  await client(network, Buffer.alloc(60_000, 'x'));
  const small = await client(network, 'hi');
  await small.heardBytes(2);
  expect(network.counters.other.bytesUp).toBeLessThan(60_000);
});

test('widens a link at once, also for what is already waiting', async () => {
  const network = await weakNetwork();
  network.shape({ bytesPerSec: 10 });
  const { heardBytes } = await client(network, Buffer.alloc(5_000, 'x'));
  await pause(20);
  network.shape({ bytesPerSec: undefined });
  await heardBytes(5_000);
  expect(network.counters.other.bytesDown).toBe(5_000);
});

test('holds the sender back when the receiver does not read', async () => {
  const network = await weakNetwork();
  const { socket } = await client(network);
  await until(() => served.length === 1);
  served[0]?.pause();
  const block = Buffer.alloc(1024 * 1024);
  let drained = true;
  for (let i = 0; i < 64 && drained; i++) {
    drained =
      socket.write(block) ||
      (await Promise.race([once(socket, 'drain').then(() => true), pause(300)])) === true;
  }
  expect(drained).toBe(false);
});

test('shows a cut as an error on both sides, and lets new connections pass', async () => {
  const network = await weakNetwork();
  const { socket, errors, heardBytes } = await client(network, 'a');
  await heardBytes(1);
  network.cut();
  await closed(socket);
  await until(() => servedErrors.length > 0);
  expect(errors).toEqual(['ECONNRESET']);
  expect(servedErrors).toEqual(['ECONNRESET']);
  const next = await client(network, 'b');
  await next.heardBytes(1);
});

test('stays open and silent when half-open, for live and for new connections', async () => {
  const network = await weakNetwork();
  const live = await client(network, 'a');
  await live.heardBytes(1);
  network.halfOpen();
  live.socket.write('lost');
  const fresh = await client(network, 'unheard');
  served[0]?.write('lost too');
  await pause(100);
  expect(live.heard()).toBe('a');
  expect(fresh.heard()).toBe('');
  expect([live.socket.destroyed, fresh.socket.destroyed, served[0]?.destroyed]).toEqual([
    false,
    false,
    false,
  ]);
  expect(served).toHaveLength(1);
  expect(network.counters.other).toEqual({ connections: 2, bytesUp: 1, bytesDown: 1 });
});

test('swallows what was on the way when it becomes half-open', async () => {
  const network = await weakNetwork();
  network.shape({ latencyMs: 50 });
  await client(network, 'a');
  network.halfOpen();
  await pause(200);
  expect(network.counters.other.bytesUp).toBe(0);
});

test('resets half-open connections when it heals, and passes new ones', async () => {
  const network = await weakNetwork();
  network.halfOpen();
  const { socket, errors } = await client(network, 'a');
  network.heal();
  await closed(socket);
  expect(errors).toEqual(['ECONNRESET']);
  const next = await client(network, 'b');
  await next.heardBytes(1);
});

test('resets live and new connections while it refuses, and passes them after it heals', async () => {
  const network = await weakNetwork();
  const live = await client(network, 'a');
  await live.heardBytes(1);
  network.refuse();
  await closed(live.socket);
  const fresh = connect({ host: network.host, port: network.port });
  const [error] = (await once(fresh, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  expect(served).toHaveLength(1);
  network.heal();
  const next = await client(network, 'b');
  await next.heardBytes(1);
});

test('holds everything back for the time of a stall and loses nothing', async () => {
  const network = await weakNetwork();
  const { socket, heardBytes, heard } = await client(network, 'a');
  await heardBytes(1);
  const startMs = performance.now();
  network.stall(120);
  socket.write('b');
  await heardBytes(2);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(118);
  expect(heard()).toBe('ab');
});

test('hits only connections that begin GET /mqtt when told so', async () => {
  const network = await weakNetwork({ only: 'mqtt' });
  const mqtt = await client(network, mqttRequest);
  const http = await client(network, httpRequest);
  await mqtt.heardBytes(mqttRequest.length);
  await http.heardBytes(httpRequest.length);
  network.shape({ latencyMs: 5_000, bytesPerSec: 10 });
  network.cut();
  await closed(mqtt.socket);
  http.socket.write('still here');
  await http.heardBytes(httpRequest.length + 10);
  expect(mqtt.errors).toEqual(['ECONNRESET']);
  expect(http.errors).toEqual([]);
  expect(network.counters).toMatchObject({ mqtt: { connections: 1 }, other: { connections: 1 } });
});

test('decides only when the first bytes tell, however they are split', async () => {
  const network = await weakNetwork({ only: 'mqtt' });
  network.refuse();
  const mqtt = await client(network, 'GET /m');
  const http = await client(network, 'GET /m');
  await pause(30);
  expect(served).toHaveLength(0);
  mqtt.socket.write('qtt HTTP/1.1\r\n\r\n');
  http.socket.write('anual HTTP/1.1\r\n\r\n');
  await closed(mqtt.socket);
  await http.heardBytes('GET /manual HTTP/1.1\r\n\r\n'.length);
  expect(http.heard()).toBe('GET /manual HTTP/1.1\r\n\r\n');
  expect(served).toHaveLength(1);
});

test('hits a kept connection from the request on that asks for /mqtt', async () => {
  const network = await weakNetwork({ only: 'mqtt' });
  const { socket, heardBytes, heard } = await client(network, httpRequest);
  await heardBytes(httpRequest.length);
  network.halfOpen();
  socket.write(mqttRequest);
  await pause(50);
  expect(heard()).toBe(httpRequest);
  network.heal();
  await closed(socket);
});

/** What a train says first. */
async function ride(seed: number): Promise<string | undefined> {
  const said: string[] = [];
  const network = await weakNetwork({ seed, log: (text) => said.push(text) });
  network.use({ ...profiles.train, cuts: { everyMs: [5, 40], forMs: [1_001, 9_000] } });
  await until(() => said.length === 1);
  await network.close();
  return said[0];
}

test('cuts and comes back by itself on a train, at times that the seed repeats', async () => {
  expect(await ride(3)).toBe(await ride(3));
  expect(await ride(3)).toMatch(/^cut for \d+ s$/);
  expect(await ride(4)).not.toBe(await ride(3));
});

test('comes back after the cut of a profile', async () => {
  const said: string[] = [];
  const network = await weakNetwork({ log: (text) => said.push(text) });
  network.use({ ...profiles.good, cuts: { everyMs: [5, 5], forMs: [20, 20] } });
  await until(() => said.length === 2);
  network.use(profiles.good);
  const { heardBytes } = await client(network, 'a');
  await heardBytes(1);
  expect(said.slice(0, 2)).toEqual(['cut for 0 s', 'back']);
});

test('resets the device when nobody answers behind it', async () => {
  const said: string[] = [];
  // Port 1 of loopback: nothing listens there.
  const network = await weakNetwork({
    target: { host: '127.0.0.1', port: 1 },
    log: (text) => said.push(text),
  });
  const { socket, errors } = await client(network);
  await closed(socket);
  expect(errors).toEqual(['ECONNRESET']);
  expect(said).toEqual(['nobody answers behind the weak network']);
});

test('rejects when its port is taken', async () => {
  await expect(createWeakNetwork({ target, listen: target })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
