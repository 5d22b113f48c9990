// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { SpeechProvider, type SpeechMemory } from '../speech';
import * as words from '../texts/texts';
import { LanguageChoice } from './LanguageChoice';

configure({ asyncUtilTimeout: 10_000 });

afterEach(async () => {
  cleanup();
  vi.restoreAllMocks();
  await words.speak('en');
});

function show(memory: Partial<SpeechMemory> = {}) {
  const kept: (string | undefined)[] = [];
  document.documentElement.dataset['automatic'] = 'es';
  render(
    <SpeechProvider memory={{ chosen: undefined, keep: (language) => kept.push(language), ...memory }}>
      <LanguageChoice />
    </SpeechProvider>,
  );
  return { kept };
}
const box = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name });
/** Chooses, and waits for the box in the words of the other language. */
const choose = async (from: HTMLSelectElement, value: string, name: string) => {
  fireEvent.change(from, { target: { value } });
  return await screen.findByRole<HTMLSelectElement>('combobox', { name });
};

test('says what the browser would have, and each language by its own name', () => {
  show({ chosen: 'ar' });
  expect([...box('Language').options].map(({ text }) => text)).toEqual([
    'Automatic: Español',
    'English',
    'Español',
    'العربية',
  ]);
  expect(box('Language').value).toBe('ar');
});

test('speaks the other language at once, keeps the choice, and leaves the focus where it was', async () => {
  const { kept } = show();
  const arabic = await choose(box('Language'), 'ar', 'اللغة (Language)');
  const { lang, dir } = document.documentElement;
  expect([lang, dir]).toEqual(['ar', 'rtl']);
  expect(document.activeElement).toBe(arabic);
  const spanish = await choose(arabic, 'auto', 'Idioma (Language)');
  expect(document.documentElement.lang).toBe('es');
  expect(spanish.value).toBe('auto');
  expect(kept).toEqual(['ar', undefined]);
});
