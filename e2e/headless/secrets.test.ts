// No secret goes where secrets are found: not into an address, not into a line of the log, whatever goes wrong meanwhile.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openClassicLevel } from '../../broker/store/database';
import { createDevice, newName, password } from './device';
import { until } from './until';
import { connectWire } from './wire-client';

const metricsToken = 'a-metrics-token-of-some-length';
let folder: string;
let broker: Broker;
let logged: string;
/** All that clients said, in the clear, as a proxy on the way hears it. */
let heard: string;
let relay: Server;
let failsNow = false;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-secrets-'));
  [logged, heard, failsNow] = ['', '', false];
  const settings = { PORT: '0', DATA_DIR: join(folder, 'data'), METRICS_TOKEN: metricsToken };
  const read = readConfig(settings, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, {
    log: createLog((line) => (logged += line), Date.now),
    openDatabase: async (path) => {
      const database = await openClassicLevel(path);
      return {
        getSync: (key) => database.getSync(key),
        get: (key) => database.get(key),
        keys: (range) => database.keys(range),
        iterator: (range) => database.iterator(range),
        close: () => database.close(),
        batch: (operations, options) =>
          failsNow
            ? Promise.reject(new Error('No space left on device'))
            : database.batch(operations, options),
      };
    },
  });
  const { port } = new URL(broker.url);
  relay = createServer((client) => {
    const server = connect(Number(port), '127.0.0.1');
    client.on('data', (bytes) => (heard += bytes.toString('latin1')));
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  relay.close();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

test('a session with everything that goes wrong leaves no secret in the log, and none in an address', async () => {
  const url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const ann = await createDevice({ http: url, mqtt: url.replace('http', 'ws') }, newName('Ann'));
  await ann.online();
  const room = await ann.lobby();
  await ann.write(room, 'private words');
  const { token, name, device } = ann.account;
  const invite = 'secret-of-an-invite-22';
  const uses = { token: invite, room: undefined, expiresInSec: 3600, uses: 2 };
  expect(await ann.engine.calls.ask('invite', uses)).toMatchObject({ ok: true });
  const shown = await ann.engine.calls.ask('linkCode', undefined);
  const code = shown.ok ? shown.value.code : '';
  expect(code).not.toBe('');
  const appToken = 'ob_secret-of-an-app-token-1';
  const things = { token: appToken, name: 'Thing', app: { read: 'all', write: 'all', plain: true } } as const;
  expect(await ann.engine.calls.ask('makeAppToken', things)).toMatchObject({ ok: true });
  const secrets = [token, password, metricsToken, invite, code, appToken];

  // Signing in wrongly, a token that is none, a disk that fails, a body that is none.
  await expect(
    connectWire(`${url}/`, 5, { clientId: device, username: name, password: `${token}x` }),
  ).rejects.toThrow('was not let in');
  await expect(
    connectWire(`${url}/`, 5, { clientId: device, username: '', password: appToken }),
  ).rejects.toThrow('was not let in');
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
  await post('/api/sessions', JSON.stringify({ name, password: `${password}!`, device }));
  await post('/api/sessions', `{"password":"${password}"`);
  await post('/api/invites/look', JSON.stringify({ token: invite }));
  await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${metricsToken}` } });
  for (const each of [token, appToken])
    await post('/api/outbox', 'no outbox', { Authorization: `Bearer ${each}` });
  failsNow = true;
  expect(
    await ann.engine.calls.ask('makeAppToken', { ...things, token: `${appToken.slice(0, -1)}2` }),
  ).toMatchObject({
    ok: false,
  });
  await post('/api/sessions', JSON.stringify({ name, password, device: 'another-device-of-ann' }));
  await post('/api/sessions/link', JSON.stringify({ code, device: 'another-device-of-ann' }));
  const signOut = { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } };
  expect((await fetch(`${url}/api/sessions/current`, signOut)).status).toBe(500);
  await post(
    '/api/accounts',
    JSON.stringify({ name: newName('Bo'), password, device: 'device-of-bo-01', invite }),
  );
  await ann.write(room, 'private words again');
  await until('the disk is seen to fail', () => /No space left/.test(logged) || undefined, 10_000);
  failsNow = false;
  await until('the disk is well again', () => /is open again/.test(logged) || undefined, 10_000);
  ann.stop();

  const addresses = [...heard.matchAll(/(?:GET|POST|DELETE) (\S+) HTTP\/1/g)].map(
    ([, address = '']) => address,
  );
  expect(addresses).toContain('/mqtt');
  for (const secret of secrets) {
    expect(heard).toContain(secret);
    expect(addresses.filter((address) => address.includes(secret))).toEqual([]);
    expect(logged).not.toContain(secret);
  }
  expect(logged).not.toContain('private words');
});

test('what others call themselves is no line of the log', () => {
  let written = '';
  createLog(
    (line) => (written += line),
    () => 0,
  ).warn('A connection of x\n1970 error all is lost\u202e failed');
  expect(written).toBe(
    '1970-01-01T00:00:00.000Z warn A connection of x\\u{a}1970 error all is lost\\u{202e} failed\n',
  );
});
