import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { editBodyOf, readAim, retractBodyOf } from './aim';
import { anyEntryId, anyText, hostileBytes } from './arbitraries';
import { decodeEntry, encodeEntry, entryKind, type Entry } from './entry';
import { entryIdToBytes, isEntryId, type EntryId } from './ids';

const target = '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId;
const bytes = entryIdToBytes(target);
const overTheWire = (entry: Pick<Entry, 'kind' | 'body'>) =>
  decodeEntry(encodeEntry({ id: target, waitedSec: 0, ...entry }), 100_000)!;

test('reads edits and retracts as they were written, over the wire', () => {
  const anyNewText = anyText.filter((text) => text !== '');
  fc.assert(
    fc.property(anyEntryId, anyNewText, (id, text) => {
      const edit = overTheWire({ kind: entryKind.edit, body: editBodyOf(id, text) });
      expect(readAim(edit)).toEqual({ target: id, text });
      const retract = overTheWire({ kind: entryKind.retract, body: retractBodyOf(id) });
      expect(readAim(retract)).toEqual({ target: id, text: undefined });
    }),
  );
});

test('aims at nothing with any other kind, whatever the body', () => {
  for (const kind of [entryKind.text, entryKind.reaction, 200])
    for (const body of [editBodyOf(target, 'x'), retractBodyOf(target)])
      expect(readAim({ kind, body })).toBeUndefined();
});

test('reads no edit without a text, without a whole id, or with more than both', () => {
  for (const body of [
    null,
    'text',
    bytes,
    [],
    [bytes],
    [bytes, ''],
    [bytes, 7],
    [bytes, null],
    [bytes.slice(1), 'text'],
    [target, 'text'],
    [bytes, 'text', 'more'],
  ])
    expect(readAim({ kind: entryKind.edit, body })).toBeUndefined();
});

test('reads no retract that does not name a message by its 16 bytes', () => {
  for (const body of [null, target, [bytes], bytes.slice(1), new Uint8Array(17), 7])
    expect(readAim({ kind: entryKind.retract, body })).toBeUndefined();
});

test('never throws on hostile bytes, and what it reads names a message', () => {
  const anyAim = fc
    .tuple(anyEntryId, anyText, fc.boolean())
    .map(([id, text, edits]) =>
      encodeEntry(
        edits
          ? { id, kind: entryKind.edit, body: editBodyOf(id, text), waitedSec: 0 }
          : { id, kind: entryKind.retract, body: retractBodyOf(id), waitedSec: 0 },
      ),
    );
  fc.assert(
    fc.property(hostileBytes(anyAim), (payload) => {
      const entry = decodeEntry(payload, 100_000);
      const aim = entry && readAim(entry);
      if (!aim) return;
      expect(isEntryId(aim.target)).toBe(true);
      expect(aim.text).not.toBe('');
    }),
    { numRuns: 2_000 },
  );
});
