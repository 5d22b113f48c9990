import * as fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { anyDeviceId, anyEntryId, anyRoomId } from './arbitraries';
import { deviceIdSchema } from './id-schemas';
import {
  entryIdFromBytes,
  entryIdToBytes,
  entryIdToWire,
  isEntryId,
  isRoomId,
  readEntryId,
  shortEntryId,
  type EntryId,
} from './ids';

test('reads an entry’s id as it was written, in 16 bytes', () => {
  fc.assert(
    fc.property(anyEntryId, (id) => {
      expect(isEntryId(id)).toBe(true);
      expect(entryIdToBytes(id)).toHaveLength(16);
      expect(entryIdFromBytes(entryIdToBytes(id))).toBe(id);
    }),
  );
});

test('keeps of an id that is made short the half that differs, in 8 bytes', () => {
  const short = shortEntryId('0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId);
  expect(short).toBe('00000000-0000-0000-8def-0123456789ab');
  expect([...entryIdToWire(short)]).toEqual([0x8d, 0xef, 1, 0x23, 0x45, 0x67, 0x89, 0xab]);
  expect(shortEntryId(short)).toBe(short);
  fc.assert(
    fc.property(anyEntryId, (id) => {
      expect(entryIdFromBytes(entryIdToWire(id))).toBe(id);
      const wire = entryIdToWire(shortEntryId(id));
      expect([wire.length, entryIdFromBytes(wire)]).toEqual([8, shortEntryId(id)]);
    }),
  );
});

test('reads what names a message by 16 bytes, and by nothing else', () => {
  const id = '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId;
  expect(readEntryId(entryIdToBytes(id))).toBe(id);
  for (const value of [id, null, 7, [], new Uint8Array(8), new Uint8Array(15), new Uint8Array(17)])
    expect(readEntryId(value)).toBeUndefined();
});

test('accepts ids that may stand in a topic, and nothing else', () => {
  fc.assert(fc.property(anyRoomId, (room) => isRoomId(room)));
  fc.assert(fc.property(anyDeviceId, (device) => v.is(deviceIdSchema, device)));
  expect(['', 'a/b', 'a+', '#', 'ä', 'a\n', 'a'.repeat(33)].filter(isRoomId)).toEqual([]);
  expect(['short', 'a'.repeat(65)].filter((text) => v.is(deviceIdSchema, text))).toEqual([]);
});

test('takes only the plain lower-case spelling for an entry’s id', () => {
  expect(isEntryId('0196d4b0-5c00-7abc-8def-0123456789ab')).toBe(true);
  expect(isEntryId('0196D4B0-5c00-7abc-8def-0123456789ab')).toBe(false);
  expect(isEntryId('0196d4b05c007abc8def0123456789ab')).toBe(false);
  expect(isEntryId('0196d4b0-5c00-7abc-8def-0123456789ab\n')).toBe(false);
});
