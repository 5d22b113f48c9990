import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './arbitraries';
import { plainLine } from './plain-line';

test('keeps what people write', () => {
  for (const text of ['Łukasz, 李小龍 & עדה', '👩‍👩‍👧 ❤️ 1️⃣', 'می‌خواهم', 'क्‍ष', 'Tiếng Việt', '🏴'])
    expect(plainLine(text)).toBe(text.normalize('NFC'));
});

test('takes out what turns the direction, and what nobody sees', () => {
  expect(plainLine('a\u202eb\u202cc\u2066d\u2069e\u200ff')).toBe('abcdef');
  expect(plainLine('a\u200bd\u2060m\ufeffi\u00adn')).toBe('admin');
  expect(plainLine('A\u200dn\u200cn\ufe0f')).toBe('Ann');
  expect(plainLine('An\u034fn\u3164')).toBe('Ann');
  expect(plainLine('a\ud800b')).toBe('ab');
});

test('is one line', () => {
  expect(plainLine(' a\nb\u0000\u2028c\u2800d ')).toBe('a b c d');
});

test('lets no letter climb', () => {
  const climbing = plainLine(`H${'\u030d'.repeat(4000)}!`);
  expect(climbing.length).toBeLessThanOrEqual(1 + 6 + 1);
});

test('does to its own result nothing more', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(plainLine(plainLine(text))).toBe(plainLine(text));
    }),
  );
});
