// What can stand on the wire, for property tests.
import * as fc from 'fast-check';
import { entryIdFromBytes, type DeviceId, type RoomId, type UserId } from './ids';
import type { Entry, LogEntry } from './entry';
import { textBodyOf } from './text-body';

const idText = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('')), {
      minLength,
      maxLength,
    })
    .map((characters) => characters.join(''));

export const anyRoomId = idText(1, 32).map((text) => text as RoomId);
export const anyUserId = idText(1, 32).map((text) => text as UserId);
export const anyDeviceId = idText(8, 64).map((text) => text as DeviceId);
/** Of an entry; those that are pointed at are never short ones. */
export const anyEntryId = fc
  .oneof(
    { weight: 3, arbitrary: fc.uint8Array({ minLength: 16, maxLength: 16 }) },
    fc.uint8Array({ minLength: 8, maxLength: 8 }),
  )
  .map(entryIdFromBytes);
/** What a person may give a message, and nothing. */
export const anyEmoji = fc.constantFrom('👍', '❤️', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '🇪🇸', '');
/** 0…2^53 - 1: every number that counts something. */
export const anyCount = fc.maxSafeNat();
/** Any text but lone surrogates, which UTF-8 does not have. */
export const anyText = fc.string({ unit: 'binary' });

const maxUint32 = 0xffff_ffff;
/** Bodies of today (text, with what it answers or without) and of kinds that are still to come. */
const anyBody = fc.oneof(
  { weight: 3, arbitrary: anyText },
  fc.tuple(anyText, anyEntryId).map(([text, replyTo]) => textBodyOf(text, replyTo)),
  fc.array(fc.oneof(anyText, fc.integer(), fc.constant(null), fc.boolean(), fc.uint8Array())),
  fc.dictionary(
    anyText.filter((key) => key !== '__proto__'),
    anyText,
    { noNullPrototype: true },
  ),
);

export const anyEntry: fc.Arbitrary<Entry> = fc.record({
  id: anyEntryId,
  kind: fc.nat({ max: 255 }),
  body: anyBody,
  waitedSec: fc.nat({ max: maxUint32 }),
});

export const anyLogEntry: fc.Arbitrary<LogEntry> = fc
  .tuple(
    anyEntry,
    fc.record({ seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), from: anyUserId, ts: anyCount }),
  )
  .map(([entry, stamp]) => ({ ...entry, ...stamp }));

/** Bytes as strangers send them: noise, a payload with a few bytes changed, or one that is cut off. */
export const hostileBytes = (payload: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(payload, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }))
      .map(([bytes, changes]) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[at % changed.length] = value;
        return changed;
      }),
    fc.tuple(payload, fc.nat()).map(([bytes, at]) => bytes.slice(0, at % bytes.length)),
  );
