import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { buildBrokerIfOld, spawnBroker, startBrokerProcess, type BrokerProcess } from '../broker-process';

let dir: string;
let running: BrokerProcess[];

beforeAll(buildBrokerIfOld);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-process-'));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((broker) => broker.kill9()));
  await rm(dir, { recursive: true });
});

async function start(options: { env?: Record<string, string> } = {}): Promise<BrokerProcess> {
  const broker = await startBrokerProcess({ dataDir: join(dir, 'data'), ...options });
  running.push(broker);
  return broker;
}

/** Runs a broker that cannot start, to its end. */
async function failedStart(
  env: Record<string, string>,
): Promise<{ exitCode: unknown; stderr: string; stdout: string }> {
  const child = spawnBroker(env);
  let stderr = '';
  let stdout = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [unknown];
  return { exitCode, stderr, stdout };
}

describe('the start', () => {
  it('prints one address, and the app, sign-in and health are there', async () => {
    const broker = await start();
    expect(broker.url).toBe(`http://127.0.0.1:${broker.port}/`);
    expect(await (await fetch(`${broker.url}healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${broker.url}api/sessions`, { method: 'POST' })).status).toBe(415);
    expect(broker.log()).toBe('');
  });

  it('says who may make an account, and where others reach it prints a link that makes the first one, once', async () => {
    const alone = await start();
    expect(alone.printed()).toContain(
      'New accounts (REGISTRATION): open, for everybody who comes to this address.\n',
    );
    expect(alone.printed()).not.toContain('/setup/');
    await alone.stop();

    const broker = await start({ env: { TRUST_PROXY: '1' } });
    expect(broker.printed()).toContain('New accounts (REGISTRATION): by invite.\n');
    const setup = /#\/setup\/([\w-]{24})\n/.exec(broker.printed())?.[1];
    const create = async (name: string, given?: string) => {
      const response = await fetch(`${broker.url}api/accounts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '192.0.2.1' },
        body: JSON.stringify({ name, password: 'correct horse', device: `device-of-${name}`, setup: given }),
      });
      return response.status;
    };
    expect(await create('eve')).toBe(403);
    expect(await create('eve', 'x'.repeat(24))).toBe(403);
    expect(await create('ann', setup)).toBe(201);
    expect(await create('eve', setup)).toBe(403);
    await broker.restart();
    expect(broker.printed().match(/Onebar is at/g)).toHaveLength(2);
    expect(broker.printed().match(/\/setup\//g)).toHaveLength(1);
    expect(await create('eve', setup)).toBe(403);
  });

  it('reports all wrong settings, one line each, without a stack', async () => {
    const { exitCode, stderr, stdout } = await failedStart({
      PORT: 'http',
      SYNC: 'maybe',
      DATA_DIR: join(dir, 'data'),
    });
    expect(stderr).toBe(
      'PORT is "http", but it must be a whole number from 0 to 65535.\nSYNC is "maybe", but it must be "on" or "off".\n',
    );
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(await readdir(dir)).toEqual([]);
  });

  it('says in one line that the port is taken, and which setting to change', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await failedStart({ PORT: String(port), DATA_DIR: join(dir, 'data') });
    expect(stderr).toBe(`PORT ${port} is in use by another program; set PORT to another number.\n`);
    expect(exitCode).toBe(1);
    other.close();
  });

  it('says in one line that the port of MQTT is taken, and which setting to change', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const settings = { PORT: '0', MQTT_TCP: String(port), DATA_DIR: join(dir, 'data') };
    const { exitCode, stderr } = await failedStart(settings);
    expect(stderr).toBe(
      `MQTT_TCP ${port} is in use by another program; set MQTT_TCP to another number, or to "off".\n`,
    );
    expect(exitCode).toBe(1);
    other.close();
  });

  it('says in one line that another process has the data folder, and leaves that one alone', async () => {
    const first = await start();
    const { exitCode, stderr } = await failedStart({ PORT: '0', DATA_DIR: join(dir, 'data') });
    expect(stderr).toMatch(/^The data folder \S+ is in use by another process\..*\n$/);
    expect(exitCode).toBe(1);
    expect((await fetch(`${first.url}healthz`)).status).toBe(200);
  });

  it('says in one line that the data folder cannot be made', async () => {
    await writeFile(join(dir, 'file'), '');
    const { exitCode, stderr } = await failedStart({ PORT: '0', DATA_DIR: join(dir, 'file', 'data') });
    expect(stderr).toMatch(/^The data folder \S+ cannot be opened for writing .*\n$/);
    expect(exitCode).toBe(1);
  });

  it('says in one line that the host is none of this machine', async () => {
    const { exitCode, stderr } = await failedStart({
      HOST: '192.0.2.1',
      PORT: '0',
      DATA_DIR: join(dir, 'data'),
    });
    expect(stderr).toMatch(/^HOST 192\.0\.2\.1 is not an address of this machine; .*\n$/);
    expect(exitCode).toBe(1);
  });
});

describe('the end', () => {
  it(
    'comes with exit code 0 at SIGTERM, within 5 s, also while clients are connected',
    { timeout: 5000 },
    async () => {
      const broker = await start();
      const socket = new WebSocket(`${broker.url.replace('http', 'ws')}mqtt`, 'mqtt');
      await once(socket, 'open');
      const closed = once(socket, 'close');
      expect(await broker.stop()).toBe(0);
      await closed;
      await expect(fetch(broker.url)).rejects.toThrow('fetch failed');
    },
  );

  it('lets the same folder and port be used again, after kill -9 too', async () => {
    const broker = await start();
    const { url } = broker;
    await broker.kill9();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await broker.restart();
    expect(broker.url).toBe(url);
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    expect(await broker.stop()).toBe(0);
    await broker.restart();
    expect((await fetch(`${url}healthz`)).status).toBe(200);
  });

  it('can be frozen and goes on where it was', async () => {
    const broker = await start();
    broker.pause();
    const answer = fetch(`${broker.url}healthz`);
    broker.resume();
    expect((await answer).status).toBe(200);
  });
});
