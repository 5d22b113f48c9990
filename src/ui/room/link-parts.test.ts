import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../protocol/arbitraries';
import { linkParts } from './link-parts';

const links = (text: string) =>
  linkParts(text).flatMap(({ text: shown, href }) => (href === undefined ? [] : [[shown, href]]));
const hrefs = (text: string) => links(text).map(([, href]) => href);

test('finds addresses in a sentence, without what belongs to the sentence', () => {
  expect(linkParts('See https://a.example/x?y=1#z, or (http://b.example/c_(d)).')).toEqual([
    { text: 'See ' },
    { text: 'https://a.example/x?y=1#z', href: 'https://a.example/x?y=1#z' },
    { text: ', or (' },
    { text: 'http://b.example/c_(d)', href: 'http://b.example/c_(d)' },
    { text: ').' },
  ]);
  expect(hrefs('write to mailto:ann@a.example!')).toEqual(['mailto:ann@a.example']);
  expect(hrefs('HTTPS://A.example')).toEqual(['https://a.example/']);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'web+onebar:room/x',
  'blob:https://a.example/1',
  'https://',
  'http://%',
  'mailto:',
  'https://my.bank@evil.example/',
  'https://user:word@evil.example/',
  'xhttps://a.example',
  'www.a.example',
])('makes no link of %s', (text) => {
  expect(hrefs(text).filter((href) => !/^https:\/\/a\.example\/1$/.test(String(href)))).toEqual([]);
});

test('ends an address where something invisible or turning begins', () => {
  expect(links('https://a.example/\u202egpj.exe')).toEqual([['https://a.example/', 'https://a.example/']]);
  expect(links('https://a.exa\u200bmple/x')).toEqual([['https://a.exa', 'https://a.exa/']]);
  expect(hrefs('https://a.example/"onmouseover="x')).toEqual(['https://a.example/']);
});

test('keeps every character, and links lead only where they may', () => {
  const texts = fc.array(
    fc.oneof(anyText, fc.constantFrom('https://', 'mailto:', 'javascript:', ' ', ')', '@', 'a.example')),
  );
  fc.assert(
    fc.property(texts, (pieces) => {
      const text = pieces.join('');
      const parts = linkParts(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      const elsewhere = parts.filter(
        ({ href }) => href !== undefined && !/^(https?:\/\/[^@]|mailto:)/.test(href),
      );
      expect(elsewhere).toEqual([]);
    }),
  );
});

test('is done soon with whatever is long', () => {
  for (const text of [
    'https://'.repeat(2000),
    'https://a.example '.repeat(900),
    'mailto:'.repeat(2300),
    ')'.repeat(16_000),
  ])
    expect(linkParts(`https://b.example/${text}`).length).toBeLessThan(500);
});
