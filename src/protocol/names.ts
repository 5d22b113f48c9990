// Names of people and rooms: 1–40 characters, unique after NFKC and case folding.
import { maxNameChars } from './limits';
import { withoutTricks } from './plain-line';

export type CheckedName =
  | { ok: true; name: string; folded: string }
  | { ok: false; problem: 'empty' | 'too-long' | 'control-character' };

/** Trims and checks a name. `name` is what is shown, `folded` is what must be unique. Characters are counted as code points. */
export function checkName(text: string): CheckedName {
  const name = withoutTricks(text);
  if (name === '') return { ok: false, problem: 'empty' };
  if (Array.from(name).length > maxNameChars) return { ok: false, problem: 'too-long' };
  // Cc controls, Cf invisible formatting, Cs lone surrogates, Zl/Zp separators: names that look alike but differ.
  // Joiners and variation selectors stay where emoji and scripts need them; elsewhere `withoutTricks` took them out.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200c|\u200d)\p{Cf}/u.test(name))
    return { ok: false, problem: 'control-character' };
  const folded = foldName(name);
  if (folded === '') return { ok: false, problem: 'empty' };
  return { ok: true, name, folded };
}

/**
 * NFKC and full case folding, as near as the platform has it, without what nobody sees (zero width joiners, fillers).
 * Lower case first, so that ẞ is ß; then upper case, so that ß is SS. The Turkish ı becomes i, like I; İ stays apart.
 */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
}
