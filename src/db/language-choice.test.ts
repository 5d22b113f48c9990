import { afterEach, expect, it, vi } from 'vitest';
import { keepLanguageChoice, languageChoice } from './language-choice';

afterEach(() => vi.unstubAllGlobals());

function stubStorage() {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return kept;
}

it('keeps the choice until the browser’s own language is wanted again', () => {
  const kept = stubStorage();
  expect(languageChoice()).toBeUndefined();
  keepLanguageChoice('ar');
  expect(languageChoice()).toBe('ar');
  keepLanguageChoice(undefined);
  expect(languageChoice()).toBeUndefined();
  expect(kept.size).toBe(0);
});

it('goes without where nothing may be kept', () => {
  vi.stubGlobal('localStorage', undefined);
  keepLanguageChoice('ar');
  expect(languageChoice()).toBeUndefined();
});
