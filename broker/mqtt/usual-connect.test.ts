import * as fc from 'fast-check';
import { generate, parser as createParser, type IConnectPacket, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { readUsualConnect } from './usual-connect';

const number = (max: number) => fc.option(fc.nat(max), { nil: undefined });
const connect = fc
  .record({
    protocolVersion: fc.constantFrom(3 as const, 4 as const, 5 as const),
    clean: fc.boolean(),
    keepalive: fc.nat(65_535),
    clientId: fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 100, maxLength: 300 })),
    username: fc.option(fc.string(), { nil: undefined }),
    password: fc.option(fc.string(), { nil: undefined }),
    hasWill: fc.boolean(),
    sessionExpiryInterval: number(0xffff_ffff),
    receiveMaximum: number(65_535),
    topicAliasMaximum: number(65_535),
    maximumPacketSize: number(0xffff_ffff),
    reason: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map((all): IConnectPacket => {
    const { protocolVersion, clean, keepalive, clientId, username, password } = all;
    const { sessionExpiryInterval, receiveMaximum, topicAliasMaximum, maximumPacketSize, reason } = all;
    const properties = {
      ...(sessionExpiryInterval !== undefined && { sessionExpiryInterval }),
      ...(receiveMaximum !== undefined && { receiveMaximum }),
      ...(topicAliasMaximum !== undefined && { topicAliasMaximum }),
      ...(maximumPacketSize !== undefined && { maximumPacketSize }),
      ...(reason !== undefined && { requestProblemInformation: reason }),
    };
    return {
      cmd: 'connect',
      protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion,
      clean,
      keepalive,
      clientId,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password: Buffer.from(password) }),
      ...(all.hasWill && { will: { topic: 'room/a', payload: Buffer.from('x'), qos: 0, retain: false } }),
      ...(protocolVersion === 5 && { properties }),
    };
  });

/** As mqtt-packet reads it; `undefined` where it finds a mistake. */
function readByLibrary(bytes: Buffer): Packet | undefined {
  const packets: Packet[] = [];
  let isWrong = false;
  const parser = createParser();
  parser.on('packet', (packet) => packets.push(packet));
  parser.on('error', () => (isWrong = true));
  parser.parse(bytes);
  return isWrong ? undefined : packets[0];
}

const essence = (packet: Packet | undefined) => {
  if (packet?.cmd !== 'connect') return packet?.cmd;
  const { protocolVersion, clean, keepalive, clientId, username, password, will, properties } = packet;
  return {
    protocolVersion,
    clean,
    keepalive,
    clientId,
    username,
    password,
    will,
    properties: { ...properties },
  };
};

it('reads nothing otherwise than mqtt-packet, also what is broken', () => {
  let read = 0;
  const change = fc.record({ at: fc.nat(40), to: fc.nat(255) });
  fc.assert(
    fc.property(connect, fc.array(change, { maxLength: 2 }), (packet, changes) => {
      let bytes: Buffer;
      try {
        bytes = generate(packet);
      } catch {
        return; // Its writer refuses some that its reader takes.
      }
      // The reader of packets has cut it by its length, so that stays.
      const lengthEnd = (bytes[1] ?? 0) < 0x80 ? 2 : 3;
      for (const { at, to } of changes) if (at >= lengthEnd && at < bytes.length) bytes[at] = to;
      const usual = readUsualConnect(bytes);
      if (!usual) return;
      read++;
      expect(essence(usual)).toEqual(essence(readByLibrary(bytes)));
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(300);
});

it.each([
  { protocolVersion: 4, clean: false },
  { protocolVersion: 4, clean: true, username: 'Ann', password: Buffer.from('token') },
  { protocolVersion: 5, clean: true, username: 'Ann', password: Buffer.from('token') },
  {
    protocolVersion: 5,
    clean: false,
    username: 'A'.repeat(200),
    password: Buffer.from('token'),
    properties: { sessionExpiryInterval: 3600, receiveMaximum: 128, topicAliasMaximum: 16 },
  },
] as Partial<IConnectPacket>[])('takes on itself what comes all the time: %j', (fields) => {
  const bytes = generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    keepalive: 30,
    clientId: 'device',
    ...fields,
  });
  expect(readUsualConnect(bytes)).toMatchObject({ clientId: 'device', ...fields });
});

it('leaves to mqtt-packet what there may be something wrong with', () => {
  const bytesOf = (fields: Partial<IConnectPacket>) =>
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clean: true,
      keepalive: 0,
      clientId: 'device',
      username: 'Ann',
      ...fields,
    });
  expect(readUsualConnect(bytesOf({ clientId: 'a\0b' }))).toBeUndefined();
  expect(readUsualConnect(bytesOf({ username: 'a\0b' }))).toBeUndefined();
  const usual = bytesOf({});
  expect(readUsualConnect(usual)).toBeDefined();
  for (let length = 0; length < usual.length; length++)
    expect(readUsualConnect(usual.subarray(0, length))).toBeUndefined();
  const longer = Buffer.concat([usual, Buffer.alloc(1)]);
  longer.writeUInt8(usual.length - 1, 1);
  expect(readUsualConnect(longer)).toBeUndefined();
});
