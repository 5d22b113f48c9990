import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEmoji, anyEntryId, hostileBytes } from './arbitraries';
import { decodeEntry, encodeEntry, entryKind } from './entry';
import { entryIdToBytes, isEntryId, shortEntryId, type EntryId } from './ids';
import { maxEmojiBytes, reactionBodyOf, readReaction } from './reaction';

const target = '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId;
const kind = entryKind.reaction;
const encoded = (body: unknown) => encodeEntry({ id: shortEntryId(target), kind, body, waitedSec: 0 });

test('reads a reaction as it was written, over the wire', () => {
  fc.assert(
    fc.property(anyEntryId, anyEmoji, (id, emoji) => {
      const entry = decodeEntry(encoded(reactionBodyOf(id, emoji)), 100_000);
      expect(entry && readReaction(entry)).toEqual({ target: id, emoji });
    }),
  );
});

test('takes 38 bytes for an ordinary emoji', () => {
  expect(encoded(reactionBodyOf(target, '👍'))).toHaveLength(38);
});

test.each([
  ['a word', 'ok'],
  ['digits', '10'],
  ['a picture among letters', 'a👍'],
  ['spaces', '👍 👍'],
  ['what nobody sees', '\u200d\ufe0f'],
  ['what turns the direction', '👍\u202e'],
  ['half a pair', '👍\ud83d'],
  ['a line end', '👍\n'],
  [`more than ${maxEmojiBytes} bytes`, '👍'.repeat(9)],
])('takes %s for no emoji', (_what, emoji) => {
  expect(readReaction({ kind, body: reactionBodyOf(target, emoji) })).toBeUndefined();
});

test('takes an emoji of every make', () => {
  for (const emoji of ['❤', '❤️', '👍🏽', 'ℹ️', '#️⃣', '🇪🇸', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩🏽‍❤️‍👨🏻', '👍'.repeat(8)])
    expect(readReaction({ kind, body: reactionBodyOf(target, emoji) })).toEqual({ target, emoji });
});

test('reads no reaction without both, nor of another kind', () => {
  const bytes = entryIdToBytes(target);
  for (const body of [
    null,
    '👍',
    bytes,
    [],
    [bytes],
    [bytes, null],
    [bytes, 7],
    ['👍', bytes],
    [target, '👍'],
  ])
    expect(readReaction({ kind, body })).toBeUndefined();
  for (const body of [
    [bytes.slice(1), '👍'],
    [bytes.slice(8), '👍'],
    [bytes, '👍', 'more'],
  ])
    expect(readReaction({ kind, body })).toBeUndefined();
  for (const other of [entryKind.text, entryKind.edit, 200])
    expect(readReaction({ kind: other, body: reactionBodyOf(target, '👍') })).toBeUndefined();
});

test('never throws on hostile bytes, and what it reads names a message', () => {
  const anyReaction = fc.tuple(anyEntryId, anyEmoji).map(([id, emoji]) => encoded(reactionBodyOf(id, emoji)));
  fc.assert(
    fc.property(hostileBytes(anyReaction), (payload) => {
      const entry = decodeEntry(payload, 100_000);
      const reaction = entry && readReaction(entry);
      if (!reaction) return;
      expect(isEntryId(reaction.target)).toBe(true);
      expect(new TextEncoder().encode(reaction.emoji).length).toBeLessThanOrEqual(maxEmojiBytes);
    }),
    { numRuns: 2_000 },
  );
});
