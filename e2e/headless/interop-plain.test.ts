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
  dir = await mkdtemp(join(tmpdir(), 'onebar-plain-'));
  const port = await findFreePort();
  broker = await startBrokerProcess({
    dataDir: dir,
    env: { MQTT_TCP: String(port), PLAIN_TOPICS: 'open/#,things/%u/#,read:things/#' },
  });
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

for (const version of mosquittoVersions)
  describe(`plain topics, mosquitto_pub and mosquitto_sub, ${version}`, () => {
    const topic = (rest: string) => `open/${version}/${rest}`;
    const pub = async (rest: string, text: string, ...more: string[]) => {
      const { code, said } = await mosquittoPub(ann, ['-V', version, '-t', topic(rest), '-m', text, ...more]);
      expect([code, said]).toEqual([0, '']);
    };
    const sub = (filters: readonly string[], ...more: string[]) =>
      mosquittoSub(bo, [
        '-V',
        version,
        '-F',
        '%q %r %t %p',
        ...filters.flatMap((filter) => ['-t', filter]),
        ...more,
      ]);
    const kept = (id: string) => [
      '-c',
      '-i',
      `${id}-${version}`,
      ...(version === 'mqttv5' ? ['-x', '3600'] : []),
    ];

    for (const qos of ['0', '1', '2'])
      it(`carries messages at QoS ${qos}, in order and once`, async () => {
        const heard = await sub([topic(`qos/${qos}`)], '-q', qos);
        const lines = Array.from({ length: 50 }, (_, k) => `message ${k}`);
        const { code } = await mosquittoPub(
          ann,
          ['-V', version, '-t', topic(`qos/${qos}`), '-q', qos, '-l'],
          `${lines.join('\n')}\n`,
        );
        expect(code).toBe(0);
        await heard.has(50);
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(heard.lines()).toEqual(lines.map((line) => `${qos} 0 ${topic(`qos/${qos}`)} ${line}`));
      });

    it('keeps a retained message for those who come later, until it is emptied', async () => {
      await pub('lamp', 'on', '-r', '-q', '1');
      expect(await (await sub([topic('lamp')], '-q', '1')).has(1)).toEqual([`1 1 ${topic('lamp')} on`]);
      const { code } = await mosquittoPub(ann, ['-V', version, '-t', topic('lamp'), '-n', '-r', '-q', '1']);
      expect(code).toBe(0);
      const late = await sub([topic('lamp')], '-q', '1');
      await pub('lamp', 'live', '-q', '1');
      expect(await late.has(1)).toEqual([`1 0 ${topic('lamp')} live`]);
    });

    it('knows wildcards', async () => {
      const one = await sub([topic('house/+/temp')], '-q', '1');
      const all = await sub([topic('house/#')], '-q', '1');
      for (const rest of ['house/kitchen/temp', 'house/kitchen/door', 'house/attic/temp', 'garden/temp'])
        await pub(rest, 'x', '-q', '1');
      await pub('house', 'end', '-q', '1');
      await all.has(4);
      const topicsOf = (lines: readonly string[]) => lines.map((line) => line.split(' ')[2]);
      expect(topicsOf(all.lines())).toEqual(
        ['house/kitchen/temp', 'house/kitchen/door', 'house/attic/temp', 'house'].map(topic),
      );
      expect(topicsOf(one.lines())).toEqual(['house/kitchen/temp', 'house/attic/temp'].map(topic));
    });

    it('publishes the will of a client that dies, and not of one that takes its leave', async () => {
      const heard = await sub([topic('wills')], '-q', '1');
      const will = ['--will-topic', topic('wills'), '--will-qos', '1', '--will-payload'];
      // It says DISCONNECT; mosquitto_sub would say in version 5 that its will is to be published all the same.
      await pub('any', 'x', ...will, 'polite');
      await mosquittoSub(ann, ['-V', version, '-t', topic('any'), '-i', `dies-${version}`, ...will, 'gone']);
      // The same client id: its connection is taken over, and so ended without a farewell.
      await mosquittoSub(ann, ['-V', version, '-t', topic('any'), '-i', `dies-${version}`]);
      expect(await heard.has(1)).toEqual([`1 0 ${topic('wills')} gone`]);
    });

    it('shares a subscription: each message to one of the group', async () => {
      const filter = `$share/group/${topic('work')}`;
      const workers = [await sub([filter], '-q', '1'), await sub([filter], '-q', '1')];
      for (let k = 0; k < 20; k++) await pub('work', String(k), '-q', '1');
      const all = () => workers.flatMap((worker) => worker.lines().map((line) => Number(line.split(' ')[3])));
      await until('all is done', () => (all().length >= 20 ? true : undefined));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(all().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, k) => k));
      expect(workers.every((worker) => worker.lines().length > 0)).toBe(true);
    });

    for (const qos of ['1', '2'])
      it(`keeps what is missed at QoS ${qos}, also over a crash of the broker`, async () => {
        const args = ['-q', qos, ...kept(`away-${qos}`)];
        await (await sub([topic(`away/${qos}`)], ...args)).stop();
        for (let k = 0; k < 5; k++) await pub(`away/${qos}`, String(k), '-q', qos);
        await broker.restart();
        const again = await sub([topic(`away/${qos}`)], ...args);
        await again.has(5);
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(again.lines().map((line) => line.split(' ')[3])).toEqual(['0', '1', '2', '3', '4']);
      });

    it('lets nobody write where it is not theirs', async () => {
      const heard = await sub(['things/#'], '-q', '1');
      const mine = await mosquittoPub(ann, ['-V', version, '-q', '1', '-t', 'things/Ann/lamp', '-m', 'mine']);
      await mosquittoPub(ann, ['-V', version, '-q', '1', '-t', 'things/Bo/lamp', '-m', 'not mine']);
      await mosquittoPub(bo, ['-V', version, '-q', '1', '-t', 'things/Bo/lamp', '-m', 'his']);
      expect(mine.code).toBe(0);
      expect(await heard.has(2)).toEqual(['1 0 things/Ann/lamp mine', '1 0 things/Bo/lamp his']);
    });
  });

for (const version of [4, 5] as const)
  for (const over of ['mqtt', 'ws'] as const)
    it(`carries plain topics at every QoS to MQTT.js, version ${version === 4 ? '3.1.1' : '5'}, ${over}://`, async () => {
      const connect = async ({ port, username, password: token }: Login, clientId: string) => {
        const url = over === 'mqtt' ? `mqtt://127.0.0.1:${port}` : `${broker.url.replace('http', 'ws')}mqtt`;
        const client = await connectAsync(url, {
          protocolVersion: version,
          clientId,
          username,
          password: token,
        });
        clients.push(client);
        return client;
      };
      const base = `open/js-${version}-${over}`;
      const writer = await connect(ann, `${base}-writer`);
      const reader = await connect(bo, `${base}-reader`);
      const heard: string[] = [];
      reader.on('message', (topic, payload, { qos }) => heard.push(`${qos} ${topic} ${payload.toString()}`));
      await reader.subscribeAsync(`${base}/+`, { qos: 2 });
      for (const qos of [0, 1, 2] as const)
        for (let k = 0; k < 10; k++) await writer.publishAsync(`${base}/${qos}`, String(k), { qos });
      await until('all is heard', () => (heard.length >= 30 ? true : undefined));
      expect(heard.toSorted()).toEqual(
        [0, 1, 2].flatMap((qos) => Array.from({ length: 10 }, (_, k) => `${qos} ${base}/${qos} ${k}`)),
      );
    });
