import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort, startBrokerProcess, type BrokerProcess } from '../broker-process';
import {
  mosquittoPub,
  mosquittoSub,
  mosquittoVersions,
  stopMosquittoClients,
  type Login,
} from './mosquitto-clients';
import { register } from './register';
import { until } from './until';

let dir: string;
let broker: BrokerProcess;
let ann: Login;
let bo: Login;
const clients: MqttClient[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-interop-'));
  const port = await findFreePort();
  broker = await startBrokerProcess({ dataDir: dir, env: { MQTT_TCP: String(port) } });
  ann = { port, ...(await register(broker.url, 'Ann')) };
  bo = { port, ...(await register(broker.url, 'Bo')) };
});
afterEach(async () => {
  await stopMosquittoClients();
  for (const client of clients.splice(0)) await client.endAsync(true);
});
afterAll(async () => {
  await broker.kill9();
  await rm(dir, { recursive: true, force: true });
});

async function mqttJs(
  { port, username, password: token }: Login,
  { version, over, clientId }: { version: 4 | 5; over: 'mqtt' | 'ws'; clientId: string },
): Promise<{ client: MqttClient; heard: string[] }> {
  const heard: string[] = [];
  const url = over === 'mqtt' ? `mqtt://127.0.0.1:${port}` : `${broker.url.replace('http', 'ws')}mqtt`;
  const client = await connectAsync(url, {
    protocolVersion: version,
    clientId,
    username,
    password: token,
    clean: false,
    ...(version === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    reconnectPeriod: 0,
  });
  client.on('message', (_topic, payload) => heard.push(payload.toString()));
  clients.push(client);
  return { client, heard };
}

const withoutTime = (line: string) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d /, '');

for (const version of [4, 5] as const)
  for (const over of ['mqtt', 'ws'] as const)
    describe(`MQTT.js, version ${version === 4 ? '3.1.1' : '5'}, ${over}://`, () => {
      it('writes into a room and reads it, and gets what was said while it was away, in order and once', async () => {
        const id = `js-${version}-${over}`;
        const reader = { version, over, clientId: `${id}-reader` };
        const { client: writer } = await mqttJs(ann, { version, over, clientId: `${id}-writer` });
        const first = await mqttJs(bo, reader);
        await first.client.subscribeAsync('text/lobby', { qos: 1 });
        await writer.publishAsync('text/lobby', `${id} hello`, { qos: 1 });
        await writer.publishAsync('text/lobby', `${id} zwei\nZeilen`, { qos: 0 });
        await until('he hears both', () => (first.heard.length === 2 ? true : undefined));
        expect(first.heard.map(withoutTime)).toEqual([`Ann: ${id} hello`, `Ann: ${id} zwei ⏎ Zeilen`]);
        await first.client.endAsync();
        for (let k = 0; k < 10; k++) await writer.publishAsync('text/lobby', `${id} ${k}`, { qos: 1 });
        const heard: string[] = [];
        // The handler stands before the connection does: what was missed comes with it.
        const again = await connectWithHandler(bo, reader, heard);
        expect(again.sessionPresent).toBe(true);
        await until('he hears all', () => (heard.length >= 10 ? true : undefined));
        expect(heard.map(withoutTime)).toEqual(Array.from({ length: 10 }, (_, k) => `Ann: ${id} ${k}`));
      });
    });

async function connectWithHandler(
  login: Login,
  how: { version: 4 | 5; over: 'mqtt' | 'ws'; clientId: string },
  heard: string[],
): Promise<{ sessionPresent: boolean }> {
  const { connect } = await import('mqtt');
  const url =
    how.over === 'mqtt' ? `mqtt://127.0.0.1:${login.port}` : `${broker.url.replace('http', 'ws')}mqtt`;
  const client = connect(url, {
    protocolVersion: how.version,
    clientId: how.clientId,
    username: login.username,
    password: login.password,
    clean: false,
    ...(how.version === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    reconnectPeriod: 0,
    manualConnect: true,
  });
  clients.push(client);
  client.on('message', (_topic, payload) => heard.push(payload.toString()));
  const connected = new Promise<{ sessionPresent: boolean }>((resolve, reject) => {
    client.on('connect', ({ sessionPresent }) => resolve({ sessionPresent }));
    client.on('error', reject);
  });
  client.connect();
  return await connected;
}

for (const version of mosquittoVersions)
  describe(`mosquitto_pub and mosquitto_sub, ${version}`, () => {
    const asBo = (id: string) => ['-V', version, '-i', id];
    // Version 5 keeps a session for as long as is asked for.
    const kept = (id: string) => ['-c', ...asBo(id), ...(version === 'mqttv5' ? ['-x', '3600'] : [])];

    it('writes lines of its standard input into a room, and reads them as lines', async () => {
      const sub = await mosquittoSub(bo, ['-t', 'text/lobby', '-q', '1', ...asBo(`sub-${version}`)]);
      const lines = Array.from({ length: 20 }, (_, k) => `${version} line ${k}`);
      const pub = await mosquittoPub(
        ann,
        ['-t', 'text/lobby', '-q', '1', '-l', ...asBo(`pub-${version}`)],
        `${lines.join('\n')}\n`,
      );
      expect([pub.code, pub.said]).toEqual([0, '']);
      expect((await sub.has(20)).map(withoutTime)).toEqual(lines.map((line) => `Ann: ${line}`));
    });

    it('takes QoS 0 and 2 too: 2 is granted as 1', async () => {
      const sub = await mosquittoSub(bo, ['-t', 'text/lobby', '-q', '2', ...asBo(`two-${version}`)]);
      expect(
        (await mosquittoPub(ann, ['-t', 'text/lobby', '-m', `${version} zero`, '-V', version])).code,
      ).toBe(0);
      expect((await sub.has(1)).map(withoutTime)).toEqual([`Ann: ${version} zero`]);
    });

    it('gets what was said while it was away, also over a restart of the broker', async () => {
      const args = ['-t', 'text/lobby', '-q', '1', ...kept(`kept-${version}`)];
      await (await mosquittoSub(bo, args)).stop();
      const say = (text: string) =>
        mosquittoPub(ann, ['-t', 'text/lobby', '-q', '1', '-m', text, '-V', version]);
      await say(`${version} missed 0`);
      await broker.restart();
      await say(`${version} missed 1`);
      const sub = await mosquittoSub(bo, args);
      expect((await sub.has(2)).map(withoutTime)).toEqual([0, 1].map((k) => `Ann: ${version} missed ${k}`));
    });

    it('is refused with a wrong password, and in a room that is not there', async () => {
      const wrong = await mosquittoPub({ ...ann, password: 'wrong' }, [
        '-t',
        'text/lobby',
        '-m',
        'x',
        '-V',
        version,
      ]);
      expect([wrong.code === 0, wrong.said]).toEqual([
        false,
        expect.stringMatching(/not authori[sz]ed|bad user/i),
      ]);
      const sub = await mosquittoSubEnd(bo, ['-t', 'text/nowhere', '-q', '1', '-V', version]);
      expect(sub.said).toMatch(/All subscription requests were denied/);
    });
  });

/** It leaves by itself when all of its subscriptions are refused. */
async function mosquittoSubEnd(login: Login, args: readonly string[]) {
  const sub = await mosquittoSub(login, args);
  return await sub.ended();
}
