// Finds names by what somebody remembers of them: parts of words in any order, whatever their case and accents.
import { foldName } from '../../protocol/names';

/** `Café` and `CAFE` are the same to whoever types in a hurry. */
const folded = (text: string): string => foldName(text.normalize('NFKD').replaceAll(/\p{M}/gu, ''));

/** Whether a name has all parts of `text`; `undefined`: nothing was typed. */
export function nameFilter(text: string): ((name: string) => boolean) | undefined {
  const parts = folded(text).split(/\s+/).filter(Boolean);
  if (parts.length === 0) return undefined;
  return (name) => {
    const own = folded(name);
    return parts.every((part) => own.includes(part));
  };
}
