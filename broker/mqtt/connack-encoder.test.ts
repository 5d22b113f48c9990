import type { IConnackPacket } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { createConnackEncoder } from './connack-encoder';
import { encodePacket } from './packet-codec';

const connack = (fields: Partial<IConnackPacket> = {}): IConnackPacket => ({
  cmd: 'connack',
  sessionPresent: false,
  reasonCode: 0,
  returnCode: 0,
  ...fields,
});

it('gives every CONNACK the bytes of its own version and content, also when another one was before it', () => {
  const encode = createConnackEncoder();
  const packets = [
    connack(),
    connack({ properties: { sessionExpiryInterval: 60 } }),
    connack({ sessionPresent: true }),
    connack({ properties: { userProperties: { epoch: 'E1' } } }),
    connack({ properties: { userProperties: { epoch: 'E2', limit: '9' } } }),
    connack({ properties: { assignedClientIdentifier: 'one' } }),
    connack({ properties: { assignedClientIdentifier: 'two' } }),
  ];
  for (const packet of [...packets, ...packets])
    for (const version of [4, 5] as const)
      expect(encode(packet, version)).toEqual(encodePacket(packet, version));
});
