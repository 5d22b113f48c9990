import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../protocol/arbitraries';
import { formatParts, type FormatPart } from './format-parts';

/** `b[…]` bold, `i[…]` italic, `c[…]` code, `f[…]` fenced, `l[…]` a link, `m[…]` a mention; markers are left out, as on the screen. */
const drawn = (text: string, names: readonly string[] = []) =>
  formatParts(text, names)
    .filter(({ kind }) => kind !== 'marker')
    .map(inWords)
    .join('');
function inWords({ text, kind, bold, italic }: FormatPart): string {
  const letter = { text: '', marker: '', code: 'c', block: 'f', link: 'l', mention: 'm' }[kind];
  let said = letter === '' ? text : `${letter}[${text}]`;
  if (bold) said = `b[${said}]`;
  return italic ? `i[${said}]` : said;
}

test.each([
  ['a *b* c', 'a b[b] c'],
  ['_so it is_.', 'i[so it is].'],
  ['*both _of_ them*', 'b[both ]i[b[of]]b[ them]'],
  ['(*in brackets*)', '(b[in brackets])'],
  ['*one* and *two*', 'b[one] and b[two]'],
  ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  ['* not this * nor *this', '* not this * nor *this'],
  ['*over\ntwo lines*', '*over\ntwo lines*'],
  ['** and __ and *** and ****', '** and __ and *** and ****'],
  ['*مرحبا* _ñandú_', 'b[مرحبا] i[ñandú]'],
  ['run `npm start` now', 'run c[npm start] now'],
  ['`*not bold*` and *`bold`*', 'c[*not bold*] and b[c[bold]]'],
  ['a ` alone', 'a ` alone'],
  ['so:\n```\nlet a = *b*;\n\nb();\n```\nthen', 'so:\nf[let a = *b*;\n\nb();]then'],
  ['```ts\nconst a = 1;```', 'f[const a = 1;]'],
  ['```in one line``` after', 'f[in one line] after'],
  ['``` never closed *bold*', '``` never closed b[bold]'],
  ['*a ```x``` b*', '*a f[x] b*'],
  ['*https://a.example/_x_/*', 'b[l[https://a.example/_x_/]]'],
  ['_see https://a.example/a_b_c_', 'i[see ]i[l[https://a.example/a_b_c]]'],
])('draws %s', (text, words) => {
  expect(drawn(text)).toBe(words);
});

test('marks the names of those it is told, and nobody else', () => {
  const names = ['Bo', 'Bo Derek', 'under_score_'];
  expect(drawn('@bo and @Bo Derek, not @Ann nor x@Bo', names)).toBe(
    'm[@bo] and m[@Bo Derek], not @Ann nor x@Bo',
  );
  expect(drawn('*@under_score_ too*', names)).toBe('b[m[@under_score_]]b[ too]');
  expect(drawn('`@Bo`', names)).toBe('c[@Bo]');
});

test('tells where a link leads', () => {
  const links = formatParts('*see* https://a.example', []).filter(({ kind }) => kind === 'link');
  expect(links).toMatchObject([{ text: 'https://a.example', href: 'https://a.example/' }]);
});

const bits = fc.constantFrom('*', '_', '`', '```', '\n', ' ', 'a', '@Bo', 'https://', 'a.example', '```ts\n');
const marked = fc.array(fc.oneof(anyText, bits, bits, bits), { maxLength: 40 }).map((all) => all.join(''));

test('loses no character, whatever somebody wrote, and draws no empty part', () => {
  fc.assert(
    fc.property(marked, (text) => {
      const parts = formatParts(text, ['Bo', 'a']);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      expect(parts.filter((part) => part.text === '')).toEqual([]);
      const markers = parts.filter(({ kind }) => kind === 'marker');
      for (const { text: marker } of markers) expect(marker).toMatch(/^([*_]+|`|```[\w+#.-]*\n?|\n?```\n?)$/);
    }),
    { numRuns: 500 },
  );
});

test('draws a text without marks as one part', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(text !== '' && !/[*_`@]|https?:|mailto:/i.test(text));
      expect(formatParts(text, ['Bo'])).toEqual([{ text, kind: 'text', bold: false, italic: false }]);
    }),
  );
});

test('is done soon with whatever is long', () => {
  for (const text of [
    '`'.repeat(16_000),
    '```a'.repeat(4000),
    '*a* '.repeat(4000),
    '*a'.repeat(8000),
    '_ '.repeat(8000),
    `\`${'a'.repeat(15_000)}`,
  ])
    expect(formatParts(text, ['Bo']).length).toBeLessThan(17_000);
});
