import * as fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { anyDeviceId, anyEntryId, anyRoomId } from './arbitraries';
import { deviceIdSchema } from './id-schemas';
import { entryIdFromBytes, entryIdToBytes, isEntryId, isRoomId } from './ids';

test('reads an entry’s id as it was written, in 16 bytes', () => {
  fc.assert(
    fc.property(anyEntryId, (id) => {
      expect(isEntryId(id)).toBe(true);
      expect(entryIdToBytes(id)).toHaveLength(16);
      expect(entryIdFromBytes(entryIdToBytes(id))).toBe(id);
    }),
  );
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
