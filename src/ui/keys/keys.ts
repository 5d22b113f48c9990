// Every key that does something, for the list that is shown. A new one: a line here, and its words.
import type { later } from '../texts/texts';

type Words = (typeof later)['keys'];
/** One that has a name in words, or what stands on it. */
type Key = keyof Words['names'] | '↑' | '↓' | 'K' | 'F' | '/' | '?';

export interface KeyLine {
  readonly what: keyof Words['what'];
  /** Several ways to the same, each of keys that are held together. */
  readonly ways: readonly (readonly Key[])[];
}

export const keyLines: readonly KeyLine[] = [
  { what: 'goTo', ways: [['mod', 'K']] },
  { what: 'search', ways: [['mod', 'shift', 'F'], ['/']] },
  {
    what: 'rooms',
    ways: [
      ['alt', '↑'],
      ['alt', '↓'],
    ],
  },
  { what: 'filter', ways: [['letters']] },
  { what: 'send', ways: [['enter']] },
  { what: 'newLine', ways: [['shift', 'enter']] },
  { what: 'editLast', ways: [['↑']] },
  { what: 'messages', ways: [['↑'], ['↓']] },
  { what: 'cancel', ways: [['escape']] },
  { what: 'showKeys', ways: [['?']] },
];
