import { parser as createParser, type IPubackPacket, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import type { PublishAnswer } from '../application';
import { encodePuback } from './puback-encoder';
import { firstTerms, type Terms } from './terms';

const five: Terms = { ...firstTerms, version: 5 };

function acknowledged(terms: Terms, answer: PublishAnswer): IPubackPacket & { bytes: number } {
  const encoded = encodePuback(terms, 0xabcd, answer, 'seq');
  const packets: Packet[] = [];
  const parser = createParser({ protocolVersion: terms.version });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(encoded);
  expect(packets).toHaveLength(1);
  return { ...(packets[0] as IPubackPacket), bytes: encoded.length };
}

it('carries the receipt in MQTT 5', () => {
  expect(acknowledged(five, { receipt: '12345 1764000000' })).toMatchObject({
    cmd: 'puback',
    messageId: 0xabcd,
    reasonCode: 0,
    properties: { userProperties: { seq: '12345 1764000000' } },
    bytes: 30,
  });
});

it('is four bytes where there is nothing to say, or nobody who wants or can be told', () => {
  const receipt = '12345 1764000000';
  for (const [terms, answer] of [
    [five, {}],
    [{ ...five, problemInformation: false }, { receipt }],
    [{ ...five, maximumPacketBytes: 29 }, { receipt }],
    [firstTerms, { receipt }],
    [firstTerms, { refused: 'quota', reason: 'Too much' }],
  ] as const)
    expect(acknowledged(terms, answer)).toMatchObject({ messageId: 0xabcd, bytes: 4 });
});

it('says in MQTT 5 why a message is refused, as far as the client wants to hear it', () => {
  const answer = { refused: 'quota', reason: 'Too much' } as const;
  expect(acknowledged(five, answer)).toMatchObject({
    reasonCode: 0x97,
    properties: { reasonString: 'Too much' },
  });
  const brief = acknowledged({ ...five, problemInformation: false }, answer);
  expect([brief.reasonCode, brief.properties?.reasonString]).toEqual([0x97, undefined]);
});
