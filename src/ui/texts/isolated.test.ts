import { expect, it } from 'vitest';
import { isolated } from './isolated';

const sentences = {
  plain: 'Rooms',
  steps: ['one', 'two'],
  deep: {
    removed: (who: string, whom?: string) => `${who} removed ${whom ?? 'you'}`,
    many: (n: number, authors: readonly string[]) => `${n} from ${authors.join(', ')}`,
  },
};
const visible = (text: string) => text.replaceAll('\u2068', '[').replaceAll('\u2069', ']');

it('marks off what runs the other way than the sentence, and nothing else', () => {
  const { deep } = isolated(sentences, 'ltr');
  expect(visible(deep.removed('ليلى', 'Bo'))).toBe('[ليلى] removed Bo');
  expect(visible(deep.removed('Ann'))).toBe('Ann removed you');
  expect(visible(deep.many(2, ['Ann', 'דנה']))).toBe('2 from Ann, [דנה]');
});

it('marks off Latin names and numerals in a language that runs from right to left', () => {
  const { deep } = isolated(sentences, 'rtl');
  expect(visible(deep.removed('ليلى', 'Bo'))).toBe('ليلى removed [Bo]');
  expect(visible(deep.removed('', '14:06'))).toBe(' removed [14:06]');
});

it('leaves the rest as it is', () => {
  const { plain, steps } = isolated(sentences, 'rtl');
  expect([plain, steps]).toEqual(['Rooms', ['one', 'two']]);
});
