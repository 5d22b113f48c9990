// Names of people and rooms: 1–40 characters, unique after NFKC and case folding.
import { maxNameChars } from './limits';

export type CheckedName =
  | { ok: true; name: string; folded: string }
  | { ok: false; problem: 'empty' | 'too-long' | 'control-character' };

/** Trims and checks a name. `name` is what is shown, `folded` is what must be unique. Characters are counted as code points. */
export function checkName(text: string): CheckedName {
  const name = text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ');
  if (name === '') return { ok: false, problem: 'empty' };
  if ([...name].length > maxNameChars) return { ok: false, problem: 'too-long' };
  // Cc controls, Cf invisible formatting, Cs lone surrogates, Zl/Zp separators: names that look alike but differ.
  // The zero width joiner (U+200D) and variation selectors stay: emoji and several scripts need them.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200c|\u200d)\p{Cf}/u.test(name))
    return { ok: false, problem: 'control-character' };
  return { ok: true, name, folded: foldName(name) };
}

/** NFKC and full case folding, as near as the platform has it: upper case first, so that ß and SS meet. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
