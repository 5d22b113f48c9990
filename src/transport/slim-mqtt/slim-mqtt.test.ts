// What stands in the place of Node's things reads and writes packets byte for byte as those do. The connection as a whole is tested by
// mqtt-link.test.ts and by the stories in the browser.
import * as fc from 'fast-check';
import { parser, writeToStream, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { buildSlimMqtt } from './build-slim-mqtt';
import { LRUCache } from './lru-cache';

const v5 = { protocolVersion: 5 };
const { packets: slim } = await buildSlimMqtt();

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => value.isWellFormed());
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({
    cmd: fc.constant('publish' as const),
    topic: text.filter((topic) => topic !== ''),
    payload: fc.uint8Array({ maxLength: 300 }) as unknown as fc.Arbitrary<Buffer>,
    qos: fc.constant(1 as const),
    dup: fc.boolean(),
    retain: fc.boolean(),
    messageId: fc.integer({ min: 1, max: 65_535 }),
    properties: fc.record({
      topicAlias: fc.integer({ min: 1, max: 65_535 }),
      messageExpiryInterval: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      userProperties: fc.dictionary(
        text.filter((key) => key !== '' && key !== '__proto__'),
        text,
        { minKeys: 1, maxKeys: 2 },
      ),
    }),
  }),
  fc.record({
    cmd: fc.constant('connect' as const),
    clientId: fc.stringMatching(/^[a-z]{8,20}$/),
    username: text,
    password: text as unknown as fc.Arbitrary<Buffer>,
    clean: fc.boolean(),
    keepalive: fc.integer({ min: 0, max: 65_535 }),
    protocolId: fc.constant('MQTT' as const),
    protocolVersion: fc.constant(5 as const),
    properties: fc.record({ sessionExpiryInterval: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }),
  }),
  fc.record({
    cmd: fc.constant('subscribe' as const),
    messageId: fc.integer({ min: 1, max: 65_535 }),
    subscriptions: fc.array(
      fc.record({
        topic: text.filter((topic) => topic !== ''),
        qos: fc.constant(1 as const),
        nl: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

/** All that is written for a packet, in one piece. */
function write(writer: typeof writeToStream, sent: Packet): number[] {
  const written: number[] = [];
  const sink = {
    write: (chunk: Uint8Array | string) => {
      written.push(...(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
      return true;
    },
    destroy: (error: Error) => {
      throw error;
    },
  };
  writer(structuredClone(sent), sink as never, v5);
  return written;
}

/** Bytes as lists, so that their class does not count. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Everything a parser says of these pieces. */
function readAll(make: typeof parser, pieces: readonly Uint8Array[]): unknown[] {
  const told: unknown[] = [];
  const reader = make(v5);
  reader.on('packet', (read: Packet) => told.push(plain(read)));
  reader.on('error', (error: Error) => told.push(error.message));
  try {
    for (const piece of pieces) told.push(reader.parse(piece as Buffer));
  } catch (error) {
    told.push(error instanceof RangeError ? 'out of range' : error);
  }
  return told;
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((to, index) => bytes.slice(at[index], to));
}

it('writes the same bytes for every packet', () => {
  fc.assert(
    fc.property(packet, (sent) => {
      expect(write(slim.writeToStream, sent)).toEqual(write(writeToStream, sent));
    }),
  );
});

it('reads the same packets, however they are cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 4 }), fc.array(fc.nat(2000)), (sent, places) => {
      const bytes = Uint8Array.from(sent.flatMap((each) => write(writeToStream, each)));
      const whole = cut(bytes, places).map((piece) => Buffer.from(piece));
      expect(readAll(slim.parser, cut(bytes, places))).toEqual(readAll(parser, whole));
    }),
  );
});

it('makes of broken bytes what the whole one makes of them', () => {
  fc.assert(
    fc.property(packet, fc.nat(400), fc.nat(255), fc.array(fc.nat(400)), (sent, at, value, places) => {
      const bytes = Uint8Array.from(write(writeToStream, sent));
      bytes[at % bytes.length] = value;
      const whole = cut(bytes, places).map((piece) => Buffer.from(piece));
      expect(readAll(slim.parser, cut(bytes, places))).toEqual(readAll(parser, whole));
    }),
    { numRuns: 1000 },
  );
});

it('forgets what was used longest ago', () => {
  const cache = new LRUCache<number, string>({ max: 3 });
  for (const key of [1, 2, 3]) cache.set(key, `topic ${key}`);
  expect(cache.get(1)).toBe('topic 1');
  cache.set(4, 'topic 4');
  // The one used last comes first: MQTT.js takes the alias at the end for the next topic.
  expect([...cache.keys()]).toEqual([4, 1, 3]);
  expect(cache.get(2)).toBeUndefined();
  expect(cache.size).toBe(3);
  cache.set(3, 'another');
  expect([...cache.keys()]).toEqual([3, 4, 1]);
});
