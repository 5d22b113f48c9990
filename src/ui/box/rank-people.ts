// Whose name may be meant by the first letters of it. Pure.
import type { Person } from '../../protocol/ask';

/** Without what letters carry above and below them, and whatever their case. */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();

/** Names that begin so before those of which a later word does; each name once. */
export function rankPeople(people: readonly Person[], text: string, limit: number): readonly Person[] {
  const wanted = folded(text);
  const seen = new Set<string>();
  const first: Person[] = [];
  const then: Person[] = [];
  for (const person of people) {
    if (seen.has(person.name)) continue;
    seen.add(person.name);
    const name = folded(person.name);
    if (name.startsWith(wanted)) first.push(person);
    else if (name.split(/[\s-]+/).some((word) => word.startsWith(wanted))) then.push(person);
  }
  return [...first, ...then].slice(0, limit);
}

/** Nothing of the name is left to write. */
export const isWholeName = (name: string, text: string): boolean => folded(name) === folded(text.trimEnd());
