import { decode } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEntry, hostileBytes } from './arbitraries';
import { encodeEntry, entryKind, type Entry } from './entry';
import { entryIdFromBytes, type EntryId } from './ids';
import { encodePayload } from './payload';
import { readTextEntry } from './text-entry';

const text: Entry = {
  id: '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId,
  kind: entryKind.text,
  body: '\uFEFFGrüße, 世界 👋',
  waitedSec: 0,
};

/** What MessagePack says it is. */
function generally(bytes: Uint8Array): unknown {
  const [, id, kind, body, waitedSec] = decode(bytes) as [number, Uint8Array, number, unknown, number];
  return { id: entryIdFromBytes(id), kind, body, waitedSec };
}

test('takes every text as it is written, however long it is and has waited', () => {
  for (const length of [0, 1, 31, 32, 255, 256, 16_384, 65_535])
    for (const waitedSec of [0, 127, 128, 255, 256, 65_535, 65_536, 0xffff_ffff]) {
      const entry = { ...text, body: 'x'.repeat(length), waitedSec };
      expect(readTextEntry(encodeEntry(entry))).toEqual(entry);
    }
  expect(readTextEntry(encodeEntry(text))).toEqual(text);
});

test('reads nothing otherwise than MessagePack does, also hostile bytes', () => {
  const texts = fc.record({
    id: fc.constant(text.id),
    kind: fc.constant(entryKind.text),
    body: fc.string({ unit: 'binary' }),
    waitedSec: fc.nat(),
  });
  fc.assert(
    fc.property(hostileBytes(fc.oneof(texts, anyEntry).map(encodeEntry)), (bytes) => {
      const entry = readTextEntry(bytes);
      expect(entry).toEqual(entry && generally(bytes));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['another kind', encodeEntry({ ...text, kind: entryKind.edit })],
  ['a body that is no text', encodeEntry({ ...text, body: null })],
  ['a byte too many', Uint8Array.from([...encodeEntry(text), 0])],
  ['a byte too few', encodeEntry(text).slice(0, -1)],
  ['another version', encodePayload([2, new Uint8Array(16), 1, 'x', 0])],
  ['a short id', encodePayload([1, new Uint8Array(15), 1, 'x', 0])],
  ['a number that is not whole', encodePayload([1, new Uint8Array(16), 1, 'x', 0.5])],
  ['nothing', new Uint8Array(0)],
])('leaves %s to the general way', (_what, bytes) => {
  expect(readTextEntry(bytes)).toBeUndefined();
});
