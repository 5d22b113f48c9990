// The emoji as they are named and found. Pure.
import type { emojiData } from './emoji-data';

export type EmojiGroup = keyof typeof emojiData;

export interface Emoji {
  readonly emoji: string;
  readonly group: EmojiGroup;
  /** As they stand between colons; the first is what it is called. */
  readonly names: readonly string[];
  /** Everything it is found by: the words of its names, and others. */
  readonly words: readonly string[];
}

export function parseEmoji(data: Readonly<Record<EmojiGroup, string>>): readonly Emoji[] {
  return (Object.entries(data) as [EmojiGroup, string][]).flatMap(([group, lines]) =>
    lines.split(/[|\n]/).map((line) => {
      const [emoji = '', allNames = '', ...words] = line.split(' ');
      const names = allNames.split('/');
      return { emoji, group, names, words: [...names.flatMap((name) => name.split('_')), ...words] };
    }),
  );
}

/** What it is called, in words. */
export const spokenName = ({ names }: Emoji): string => (names[0] ?? '').replaceAll('_', ' ');

export function emojiNamed(all: readonly Emoji[], name: string): Emoji | undefined {
  const wanted = name.toLowerCase();
  return all.find(({ names }) => names.includes(wanted));
}

/** Those called so first, then those whose name begins so, then those that a word beginning so stands for; else in their own order. */
export function findEmoji(all: readonly Emoji[], text: string, limit = Infinity): readonly Emoji[] {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '_');
  if (wanted === '') return [];
  const parts = wanted.split('_').filter((part) => part !== '');
  const byRank: Emoji[][] = [[], [], []];
  for (const emoji of all) byRank[rankOf(emoji, wanted, parts)]?.push(emoji);
  return byRank.flat().slice(0, limit);
}

function rankOf({ names, words }: Emoji, wanted: string, parts: readonly string[]): number {
  if (names.includes(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  // Of `_` alone nothing is left to look for.
  const fits = parts.length > 0 && parts.every((part) => words.some((word) => word.startsWith(part)));
  return fits ? 2 : -1;
}
