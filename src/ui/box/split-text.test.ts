import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyText } from '../../protocol/arbitraries';
import { fittingChars, splitText, utf8Bytes } from './split-text';

const parts = (text: string, maxBytes = 100) => splitText(text, maxBytes).map((part) => part.text);
const words = (count: number, word = 'word') => Array.from({ length: count }, (_, n) => `${word}${n}`);

it('leaves alone what fits', () => {
  expect(splitText('short', 100)).toEqual([{ source: 'short', text: 'short' }]);
  expect(splitText('', 100)).toEqual([]);
});

it('cuts between paragraphs rather than lines, lines rather than sentences, sentences rather than words', () => {
  const first = words(9).join(' ');
  expect(parts(`${first}\n\nnext\none. And ${words(9).join(' ')}`)[0]).toBe(first);
  expect(parts(`${first}\nnext one. And ${words(9).join(' ')}`)[0]).toBe(first);
  expect(parts(`${first}! And ${words(9).join(' ')}`)[0]).toBe(`${first}!`);
  expect(parts(words(40).join(' '))[0]).toMatch(/word\d+$/);
});

it('does not cut in the first half, and cuts a word that is longer than a message', () => {
  const long = 'x'.repeat(250);
  expect(parts(`Hi. ${long}`).map((part) => part.length)).toEqual([96, 96, 62]);
  expect(parts(`Hi. ${long}`).join('')).toBe(`Hi. ${long}`);
});

it('counts bytes, not characters, and cuts no character in two', () => {
  const made = parts('🎉'.repeat(60));
  expect(made.join('')).toBe('🎉'.repeat(60));
  expect(made.map(utf8Bytes)).toEqual([96, 96, 48]);
  expect(fittingChars('مرحبا', 0, 5)).toBe(2);
});

it('closes code before a cut and opens it again behind', () => {
  const lines = words(20, 'line').join('\n');
  const made = parts(`Look:\n\`\`\`ts\n${lines}\n\`\`\`\nNice.`, 120);
  expect(made.length).toBeGreaterThan(1);
  expect(made[0]).toMatch(/^Look:\n```ts\nline0\n[^]*line\d+\n```$/);
  for (const part of made.slice(1)) expect(part).toMatch(/^```ts\nline/);
  expect(made.at(-1)).toMatch(/\n```\nNice\.$/);
});

it('keeps how lines of code are indented', () => {
  const lines = words(20, '    line').join('\n');
  for (const part of parts(`\`\`\`\n${lines}\n\`\`\``)) expect(part).toMatch(/^```\n {4}line/);
});

it('cuts before code rather than in its first lines, and makes no empty block of its end', () => {
  const text = words(13).join(' ');
  const code = words(9, 'line').join('\n');
  expect(parts(`${text}\n\`\`\`\n${code}\n\`\`\``)[0]).toBe(text);
  for (let count = 1; count < 40; count++) {
    const made = parts(`\`\`\`\n${words(count, 'line').join('\n')}\n\`\`\`\nand more`);
    expect(made.filter((part) => /```\n+```/.test(part))).toEqual([]);
  }
});

const pieces = fc
  .array(
    fc.oneof(anyText, fc.constantFrom('\n', '\n\n', ' ', '. ', '\n```\n', '\n```js\n', 'word '.repeat(20))),
    {
      maxLength: 30,
    },
  )
  .map((all) => all.join(''));
const maxBytes = fc.integer({ min: 100, max: 300 });
const bare = (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('```'))
    .join('')
    .replaceAll(/\s/g, '');

it('makes parts that fit, and that are the text when they are put together', () => {
  fc.assert(
    fc.property(pieces, maxBytes, (text, max) => {
      const made = splitText(text, max);
      expect(made.filter((part) => utf8Bytes(part.text) > max)).toEqual([]);
      expect(made.filter((part) => part.text.trim() === '')).toEqual([]);
      expect(made.map((part) => part.source).join('')).toBe(made.length === 0 ? '' : text);
      expect(made.length === 0).toBe(text.trim() === '');
    }),
  );
});

it('loses and adds nothing but spaces', () => {
  fc.assert(
    fc.property(pieces, maxBytes, (text, max) => {
      const plain = text.replaceAll('`', "'");
      const made = parts(plain, max);
      expect(made.join('').replaceAll(/\s/g, '')).toBe(plain.replaceAll(/\s/g, ''));
      expect(made.filter((part) => /\p{Surrogate}/u.test(part))).toEqual([]);
    }),
  );
});

it('leaves no code open but at the end, and loses none of it', () => {
  // Lines, so that what begins with a fence is one.
  const line = fc.oneof(
    fc.constantFrom('```', '```js', 'Some words. And more', '  let x = 1;'),
    fc.nat().map(String),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), maxBytes, (lines, max) => {
      const made = parts(lines.join('\n'), max);
      for (const part of made.slice(0, -1)) expect(isOpenAtEnd(part)).toBe(false);
      expect(made.map(bare).join('')).toBe(bare(lines.join('\n')));
    }),
  );
});

function isOpenAtEnd(text: string): boolean {
  let open = false;
  for (const each of text.split('\n')) {
    if (open) open = each !== '```';
    else open = each.startsWith('```');
  }
  return open;
}

it('is done soon with a very long text', () => {
  const beginMs = performance.now();
  expect(splitText('Some words of a book. '.repeat(50_000), 16_000).length).toBeGreaterThan(60);
  expect(splitText('x'.repeat(1_000_000), 16_000)).toHaveLength(63);
  expect(performance.now() - beginMs).toBeLessThan(2000);
});
