import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEntry, anyLogEntry, hostileBytes } from './arbitraries';
import {
  decodeEntry,
  decodeLogEntry,
  encodeEntry,
  entryContent,
  entryKind,
  maxStampBytes,
  stampEntry,
  withoutBody,
  type LogEntry,
} from './entry';
import { entryIdToBytes, entryIdToWire, isEntryId, shortEntryId, type EntryId, type UserId } from './ids';
import { encodePayload } from './payload';

const maxBytes = 1024 * 1024;
const stamp = { seq: 1, from: 'u' as UserId, ts: 1 };
const wholeTuple = (entry: LogEntry) =>
  encodePayload([
    1,
    entryIdToWire(entry.id),
    entry.kind,
    entry.body,
    entry.waitedSec,
    entry.seq,
    entry.from,
    entry.ts,
  ]);
/** The waiting time that arrives. */
const waited = (waitedSec: number) => decodeEntry(encodeEntry({ ...text40, waitedSec }), maxBytes)?.waitedSec;
const text40: LogEntry = {
  id: '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId,
  kind: entryKind.text,
  body: 'x'.repeat(40),
  waitedSec: 0,
  seq: 12_345,
  from: 'k3Jx9_aQ' as UserId,
  ts: 1_764_000_000,
};

test('reads every entry as it was written', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      expect(decodeEntry(encodeEntry(entry), maxBytes)).toEqual(entry);
    }),
  );
});

test('stamps a payload to the same bytes as the whole tuple has', () => {
  fc.assert(
    fc.property(anyLogEntry, (entry) => {
      const stamped = stampEntry(encodeEntry(entry), entry);
      expect(stamped).toEqual(wholeTuple(entry));
      expect(decodeLogEntry(stamped, maxBytes)).toEqual(entry);
    }),
  );
});

test('a stamp adds no more than it promises', () => {
  fc.assert(
    fc.property(anyLogEntry, (entry) => {
      const payload = encodeEntry(entry);
      expect(stampEntry(payload, entry).length - payload.length).toBeLessThanOrEqual(maxStampBytes);
    }),
  );
});

test('never throws on hostile bytes, and what it accepts can be stamped, hashed and read again', () => {
  fc.assert(
    fc.property(hostileBytes(anyEntry.map(encodeEntry)), (bytes) => {
      const entry = decodeEntry(bytes, maxBytes);
      if (!entry) return;
      expect(isEntryId(entry.id)).toBe(true);
      entryContent(entry);
      expect(decodeLogEntry(stampEntry(bytes, stamp), maxBytes)).toEqual({ ...entry, ...stamp });
    }),
    { numRuns: 2_000 },
  );
});

test('never throws on hostile bytes from the log', () => {
  const stamped = anyLogEntry.map((entry) => stampEntry(encodeEntry(entry), entry));
  fc.assert(
    fc.property(hostileBytes(stamped), (bytes) => {
      const entry = decodeLogEntry(bytes, maxBytes);
      expect(entry === undefined || entry.seq >= 1).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('refuses a body that is nested too deep to be encoded again', () => {
  const payload = encodeEntry({ ...text40, body: null });
  const deep = (depth: number) =>
    Uint8Array.from([...payload.slice(0, -2), ...Array.from({ length: depth }, () => 0x91), 0xc0, 0x00]);
  expect(decodeEntry(deep(31), maxBytes)).toBeDefined();
  expect(decodeEntry(deep(32), maxBytes)).toBeUndefined();
});

test('refuses an array of five in any longer spelling, which a stamp could not extend', () => {
  const payload = encodeEntry(text40);
  expect(decodeEntry(Uint8Array.from([0xdc, 0, 5, ...payload.slice(1)]), maxBytes)).toBeUndefined();
});

test('refuses another wire version, a short id, seq 0 and a payload over the limit', () => {
  const payload = encodeEntry(text40);
  const changed = (at: number, value: number) => payload.map((byte, i) => (i === at ? value : byte));
  expect(decodeEntry(changed(1, 2), maxBytes)).toBeUndefined();
  expect(decodeEntry(encodePayload([1, new Uint8Array(15), 1, 'x', 0]), maxBytes)).toBeUndefined();
  expect(decodeLogEntry(wholeTuple({ ...text40, seq: 0 }), maxBytes)).toBeUndefined();
  expect(decodeEntry(payload, payload.length)).toBeDefined();
  expect(decodeEntry(payload, payload.length - 1)).toBeUndefined();
});

test('writes a short id in 8 bytes, and reads it as the same whether it comes in 8 or in 16', () => {
  const short = { ...text40, id: shortEntryId(text40.id) };
  expect(short.id).toBe('00000000-0000-0000-8def-0123456789ab');
  expect(encodeEntry(short)).toHaveLength(encodeEntry(text40).length - 8);
  const { id, kind, body, waitedSec } = short;
  expect(decodeEntry(encodeEntry(short), maxBytes)).toEqual({ id, kind, body, waitedSec });
  const long = encodePayload([1, entryIdToBytes(id), kind, body, waitedSec]);
  expect(decodeEntry(long, maxBytes)).toEqual({ id, kind, body, waitedSec });
  for (const bytes of [7, 9, 15, 17])
    expect(decodeEntry(encodePayload([1, new Uint8Array(bytes), 1, 'x', 0]), maxBytes)).toBeUndefined();
});

test('keeps an entry of a kind that it does not know', () => {
  const newer = { ...text40, kind: 200, body: { shape: 'unheard of' } };
  expect(decodeLogEntry(stampEntry(encodeEntry(newer), newer), maxBytes)).toEqual(newer);
});

test('keeps what a newer broker says of an entry besides, and says nothing of it where there is nothing', () => {
  const { id, kind, body, waitedSec, seq, from, ts } = text40;
  const more = ['newer', [1, null]];
  const payload = encodePayload([1, entryIdToBytes(id), kind, body, waitedSec, seq, from, ts, ...more]);
  expect(decodeLogEntry(payload, maxBytes)).toEqual({ ...text40, more });
  expect(decodeLogEntry(wholeTuple(text40), maxBytes)).not.toHaveProperty('more');
});

test('takes no more than five elements from a device: a stamp stands right behind them', () => {
  const { id, kind, body, waitedSec } = text40;
  expect(
    decodeEntry(encodePayload([1, entryIdToBytes(id), kind, body, waitedSec, 'more']), maxBytes),
  ).toBeUndefined();
});

test('empties an entry so that all but its body stays', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      const emptied = withoutBody(encodeEntry(entry));
      expect(emptied && decodeEntry(emptied, maxBytes)).toEqual({ ...entry, body: null });
    }),
  );
  expect(withoutBody(encodePayload([1, 'no entry']))).toBeUndefined();
});

test('writes whole seconds that fit, whatever a clock says', () => {
  expect([waited(-5), waited(1.6), waited(1e12)]).toEqual([0, 2, 0xffff_ffff]);
});

test('is the same content with another waiting time, and other content with another body or kind', () => {
  const content = entryContent(text40);
  expect(entryContent({ ...text40, waitedSec: 99 })).toEqual(content);
  expect(entryContent({ ...text40, body: 'other' })).not.toEqual(content);
  expect(entryContent({ ...text40, kind: entryKind.edit })).not.toEqual(content);
});

test('takes 64 bytes up and 81 down for a text of 40 characters', () => {
  expect(encodeEntry(text40)).toHaveLength(64);
  expect(stampEntry(encodeEntry(text40), text40)).toHaveLength(81);
});
