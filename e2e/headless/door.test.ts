// The door of a real broker, with limits so small that they are met: whoever never signs in keeps nobody out.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import { account, deviceOf } from './access-rows';
import { until } from './until';
import { connectWire } from './wire-client';

const log = createLog(() => undefined, Date.now);
let folder: string;
let broker: Broker;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-door-'));
  const store = await openLevelStore({ path: join(folder, 'data'), clock: Date.now, log, sync: false });
  await store.commit(['ann', 'bo'].flatMap(account));
  await store.close();
});
afterEach(async () => {
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(settings: Record<string, string>): Promise<void> {
  const all = { PORT: '0', METRICS_PORT: '0', DATA_DIR: join(folder, 'data'), ...settings };
  const read = readConfig(all, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

const signIn = (user: string) => {
  const device = deviceOf(user, 5);
  return connectWire(broker.url, 5, { clientId: device, username: user, password: device });
};

/** What /metrics says, as lines. */
const numbers = async () => (await (await fetch(String(broker.metricsUrl))).text()).split('\n');

async function openSilent(): Promise<WebSocket> {
  const socket = new WebSocket(`${broker.url.replace('http', 'ws')}mqtt`, 'mqtt');
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

test('sockets that never sign in make room for those who do, and no one who is signed in is touched', async () => {
  await start({ MAX_SOCKETS_BEFORE_LOGIN: '16' });
  const ann = await signIn('ann');
  const silent: WebSocket[] = [];
  for (let count = 0; count < 60; count++) silent.push(await openSilent());
  const bo = await signIn('bo');
  await until(
    'the oldest to be gone',
    () => silent.filter((each) => each.readyState === WebSocket.OPEN).length <= 16 || undefined,
    5000,
  );
  expect([ann.isClosed(), bo.isClosed()]).toEqual([false, false]);
  expect(await ann.subscribe('answer')).toBeLessThan(0x80);
  const said = await numbers();
  expect(said).toContain('onebar_sessions 2');
  expect(said.find((line) => line.includes('limit="sockets_before_login"'))).not.toMatch(/ 0$/);
  for (const socket of silent) socket.terminate();
  ann.end();
  bo.end();
});

test.each([
  ['the upgrade', 'GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n', 'http_time'],
  ['the first line', 'G', 'http_time'],
])('whoever brings %s in drops is cut', async (_what, text, limit) => {
  await start({ CONNECT_TIMEOUT_SEC: '1' });
  const socket = connect(Number(new URL(broker.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(text);
  await once(socket, 'close');
  expect((await numbers()).find((line) => line.includes(`limit="${limit}"`))).toMatch(/ 1$/);
});

test('whoever brings CONNECT in drops is cut', async () => {
  await start({ CONNECT_TIMEOUT_SEC: '1' });
  const socket = await openSilent();
  // The header of a CONNECT of 100 bytes, and then one byte of it at a time.
  const drops = setInterval(() => socket.send(Buffer.from([0])), 100);
  socket.send(Buffer.from([0x10, 100]));
  await once(socket, 'close');
  clearInterval(drops);
  expect((await numbers()).find((line) => line.includes('limit="connect_time"'))).toMatch(/ 1$/);
});
