import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEntryId, anyText, hostileBytes } from './arbitraries';
import { decodeEntry, encodeEntry, entryKind } from './entry';
import { entryIdToBytes, isEntryId, type EntryId } from './ids';
import { readTextBody, textBodyOf } from './text-body';

const id = '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId;
const encoded = (body: unknown) => encodeEntry({ id, kind: entryKind.text, body, waitedSec: 0 });

test('reads a text as it was written, with the message that it answers or without, over the wire', () => {
  fc.assert(
    fc.property(anyText, fc.option(anyEntryId, { nil: undefined }), (text, replyTo) => {
      const body = decodeEntry(encoded(textBodyOf(text, replyTo)), 100_000)?.body;
      expect(readTextBody(body)).toEqual(replyTo === undefined ? { text } : { text, replyTo });
    }),
  );
});

test('an ordinary text is a string, as ever', () => {
  expect(textBodyOf('Hi')).toBe('Hi');
});

test('reads nothing else as a text', () => {
  const bytes = entryIdToBytes(id);
  for (const body of [
    null,
    undefined,
    7,
    {},
    [],
    ['text'],
    [bytes, 'text'],
    ['text', id],
    ['text', null],
    ['text', bytes.slice(1)],
    ['text', new Uint8Array(8)],
    [7, bytes],
    ['text', bytes, 'more'],
  ])
    expect(readTextBody(body)).toBeUndefined();
});

test('never throws on hostile bytes, and what it reads answers a message', () => {
  const anyReply = fc.tuple(anyText, anyEntryId).map(([text, replyTo]) => encoded(textBodyOf(text, replyTo)));
  fc.assert(
    fc.property(hostileBytes(anyReply), (payload) => {
      const read = readTextBody(decodeEntry(payload, 100_000)?.body);
      expect(isEntryId(read?.replyTo ?? id)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
