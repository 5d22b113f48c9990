// The verdict on a messenger without a log of its own: what was said, and what each reader's list has. Pure.
import type { Sin } from './judge';

export interface Spoken {
  readonly text: string;
  readonly room: string;
  readonly writer: string;
  /** `reloaded`: the page it waited in went, and with it the library's memory. */
  state: 'waiting' | 'acknowledged' | 'reloaded';
}

export interface Reader {
  readonly rooms: readonly string[];
  /** In the order in which it came. */
  readonly heard: readonly { readonly room: string; readonly text: string }[];
}

export function judgeReaders(
  spoken: readonly Spoken[],
  readers: readonly Reader[],
): { sins: Record<Sin, number>; copies: number; inReloadedPages: number } {
  const byText = new Map(spoken.map((each, n) => [each.text, { each, n }]));
  const lost = new Set<Spoken>();
  const doubled = new Set<Spoken>();
  const outOfOrder = new Set<Spoken>();
  let copies = 0;

  // The one order: as the reader has it that heard the most in a room.
  const placeByText = new Map<string, number>();
  for (const room of new Set(spoken.map((each) => each.room))) {
    const lists = readers.map((reader) => firsts(reader, room));
    const longest = lists.reduce((a, b) => (b.length > a.length ? b : a), []);
    for (const [place, text] of longest.entries()) placeByText.set(text, place);
    for (const [index, reader] of readers.entries()) {
      if (!reader.rooms.includes(room)) continue;
      const list = lists[index] ?? [];
      copies += list.length;
      judgeOrder(list);
      const held = new Set(list);
      for (const each of spoken) if (each.room === room && !held.has(each.text)) lost.add(each);
    }
  }
  for (const reader of readers) {
    const seen = new Set<string>();
    for (const { text } of reader.heard) {
      const known = byText.get(text)?.each;
      if (seen.has(text) && known) doubled.add(known);
      seen.add(text);
    }
  }
  return {
    sins: {
      lost: lost.size,
      doubled: doubled.size,
      outOfOrder: outOfOrder.size,
      falselyStored: [...lost].filter((each) => each.state === 'acknowledged').length,
    },
    copies,
    inReloadedPages: [...lost].filter((each) => each.state === 'reloaded').length,
  };

  /** Each writer's words in the order of writing, and all in the one order. */
  function judgeOrder(list: readonly string[]): void {
    const lastByWriter = new Map<string, number>();
    let lastPlace = -1;
    for (const text of list) {
      const known = byText.get(text);
      if (!known) continue;
      const { each, n } = known;
      const place = placeByText.get(text) ?? lastPlace;
      if (n < (lastByWriter.get(each.writer) ?? -1) || place < lastPlace) outOfOrder.add(each);
      lastByWriter.set(each.writer, Math.max(n, lastByWriter.get(each.writer) ?? -1));
      lastPlace = Math.max(lastPlace, place);
    }
  }
}

/** Each text of a room once, when it first came. */
const firsts = (reader: Reader, room: string): string[] => [
  ...new Set(reader.heard.filter((each) => each.room === room).map((each) => each.text)),
];
