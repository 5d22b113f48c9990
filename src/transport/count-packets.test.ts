import { generate, parser as createParser } from 'mqtt-packet';
import type { Packet } from 'mqtt';
import { expect, it } from 'vitest';
import { createPacketCounter } from './count-packets';

const v5 = { protocolVersion: 5 };
const room = 'room/Lr4nD0mRo0m';

function count() {
  const carried: [topic: string | undefined, up: number, down: number][] = [];
  return { ...createPacketCounter((...each) => carried.push(each)), carried };
}
const publish = (payload: Buffer, change: object = {}): Packet => ({
  cmd: 'publish',
  topic: room,
  payload,
  qos: 1,
  messageId: 7,
  dup: false,
  retain: false,
  ...change,
});

const sent: Record<string, Packet> = {
  'a message that names its topic': publish(Buffer.alloc(64), { properties: { topicAlias: 1 } }),
  'a message by the number of its topic': publish(Buffer.alloc(64), {
    topic: '',
    properties: { topicAlias: 1 },
  }),
  'a long message': publish(Buffer.alloc(20_000)),
  'a message of 127 bytes': publish(Buffer.alloc(106)),
  'a signal': publish(Buffer.alloc(2), { qos: 0, messageId: undefined }),
  'a PUBACK': { cmd: 'puback', messageId: 7, reasonCode: 0 },
  'a SUBSCRIBE': {
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [
      { topic: room, qos: 1, nl: true },
      { topic: 'answer', qos: 1, nl: true },
    ],
  },
  'an UNSUBSCRIBE': { cmd: 'unsubscribe', messageId: 1, unsubscriptions: [`${room}/marks`] },
  'a PINGREQ': { cmd: 'pingreq' },
  'a CONNECT': {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 5,
    clean: false,
    clientId: 'device-of-ann-01',
    keepalive: 30,
    username: 'Ann',
    password: Buffer.from('a-token-of-24-characters'),
    properties: { sessionExpiryInterval: 2_592_000, topicAliasMaximum: 1024 },
  },
};

it.each(Object.entries(sent))('counts %s as long as MQTT.js writes it', (_, packet) => {
  const { sent: count1, carried } = count();
  count1(packet);
  expect(carried[0]?.slice(1)).toEqual([generate(packet as never, v5).length, 0]);
});

it('counts what comes as long as it was', () => {
  for (const packet of [
    publish(Buffer.alloc(3)),
    publish(Buffer.alloc(300)),
    { cmd: 'suback', messageId: 1, granted: [1, 1] },
    { cmd: 'pingresp' },
    { cmd: 'connack', reasonCode: 0, sessionPresent: true, properties: { topicAliasMaximum: 16 } },
  ]) {
    const bytes = generate(packet as never, v5);
    const { received, carried } = count();
    const parser = createParser(v5);
    parser.on('packet', (read: Packet) => received(read));
    parser.parse(bytes);
    expect(carried.map(([, up, down]) => [up, down])).toEqual([[0, bytes.length]]);
  }
});

it('knows the topic that a number stands for, each way its own', () => {
  const { sent: up, received: down, carried } = count();
  const named = (topic: string, alias: number) =>
    publish(Buffer.alloc(1), { topic, properties: { topicAlias: alias } });
  up(named('room/a', 1));
  down(named('room/b', 1));
  up(named('', 1));
  down(named('', 1));
  up(named('room/c', 1));
  up(named('', 1));
  up(named('', 9));
  up(publish(Buffer.alloc(1), { topic: 'room/d' }));
  up({ cmd: 'pingreq' });
  expect(carried.map(([topic]) => topic)).toEqual([
    'room/a',
    'room/b',
    'room/a',
    'room/b',
    'room/c',
    'room/c',
    undefined,
    'room/d',
    undefined,
  ]);
});
