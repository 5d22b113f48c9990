// The script stands in the page, so it is run here as a browser runs it.
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { keepLanguageChoice } from './language-choice';

const source = readFileSync('src/db/spoken-language.js', 'utf8');
const languages = {
  en: { dir: 'ltr', file: '/assets/en.js', promise: 'kept until it arrives' },
  ar: { dir: 'rtl', file: '/assets/ar.js', promise: 'محفوظ' },
};

interface Browser {
  readonly tags?: readonly string[];
  readonly chosen?: string;
  readonly mayStore?: boolean;
}

function open({ tags = ['de-CH', 'ar-MA', 'en'], chosen, mayStore = true }: Browser) {
  const words = { textContent: 'as it was served' };
  const asked: { rel?: string; href?: string }[] = [];
  const page = { lang: 'en', dir: '', dataset: {} as { automatic?: string } };
  const document = {
    documentElement: page,
    querySelector: () => words,
    createElement: () => ({}),
    head: { append: (link: object) => asked.push(link) },
  };
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', { setItem: (key: string, value: string) => kept.set(key, value) });
  if (chosen !== undefined) keepLanguageChoice(chosen);
  vi.unstubAllGlobals();
  const localStorage = {
    getItem: (key: string) => {
      if (!mayStore) throw new DOMException('denied');
      return kept.get(key) ?? null;
    },
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the script of the page
  new Function('document', 'navigator', 'localStorage', 'LANGUAGES', source)(
    document,
    { languages: tags },
    localStorage,
    languages,
  );
  return { ...page, words: words.textContent, asked };
}

it('takes the first of the browser’s languages that is known, and asks for its words', () => {
  expect(open({})).toEqual({
    lang: 'ar',
    dir: 'rtl',
    dataset: { automatic: 'ar' },
    words: 'محفوظ',
    asked: [{ rel: 'modulepreload', href: '/assets/ar.js' }],
  });
});

it('takes the one that was chosen, and knows still which one it would be otherwise', () => {
  expect(open({ chosen: 'en' })).toMatchObject({ lang: 'en', dir: 'ltr', dataset: { automatic: 'ar' } });
});

it('speaks English to whom it knows no other language of', () => {
  expect(open({ tags: ['de-CH', 'de'] })).toMatchObject({ lang: 'en', dataset: { automatic: 'en' } });
  expect(open({ tags: [] }).lang).toBe('en');
});

it('is not led astray by a choice that it does not know, nor stopped where nothing may be stored', () => {
  expect(open({ chosen: 'tlh' }).lang).toBe('ar');
  expect(open({ chosen: 'toString' }).lang).toBe('ar');
  expect(open({ mayStore: false }).lang).toBe('ar');
});
