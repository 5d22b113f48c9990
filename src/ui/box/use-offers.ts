// What can be put in for what is being named in the box: the people of the room, or emoji.
import { useEffect, useState } from 'react';
import type { Person } from '../../protocol/ask';
import { useActions, useAppState } from '../app-context';
import { findEmoji } from '../emoji/emoji-search';
import { useEmoji } from '../emoji/use-emoji';
import type { CompletionQuery } from './completion-query';
import { isWholeName, rankPeople } from './rank-people';

export interface Offer {
  readonly key: string;
  /** As it is shown. */
  readonly name: string;
  readonly emoji?: string | undefined;
  /** What is put into the box. */
  readonly words: string;
}

export interface Offers {
  readonly list: readonly Offer[];
  /** What stands there is a whole name already: nobody is to be surprised by another one. */
  readonly isWhole: boolean;
}

const maxOffers = 8;

export function useOffers(query: CompletionQuery | undefined): Offers {
  const people = usePeople(query?.kind === 'person');
  const { all } = useEmoji(query?.kind === 'emoji');
  if (!query) return { list: [], isWhole: false };
  if (query.kind === 'person') {
    const found = rankPeople(people, query.text, maxOffers);
    const list = found.map(({ user, name }): Offer => ({ key: user, name, words: `@${name} ` }));
    const isWhole = found.some(({ name }) => isWholeName(name, query.text));
    // Of a name that is written out, and of no other, there is nothing to offer.
    return { list: isWhole && list.length === 1 ? [] : list, isWhole };
  }
  const list = findEmoji(all ?? [], query.text, maxOffers).map(({ emoji, names }): Offer => ({
    key: emoji,
    name: `:${names[0] ?? ''}:`,
    emoji,
    words: emoji,
  }));
  return { list, isWhole: false };
}

function usePeople(wanted: boolean): readonly Person[] {
  const actions = useActions();
  const room = useAppState(({ open }) => open?.room);
  const [people, setPeople] = useState<readonly Person[]>([]);

  useEffect(() => {
    if (!wanted || room === undefined) return undefined;
    let gone = false;
    void actions.peopleOf(room).then((found) => {
      if (!gone) setPeople(found);
    });
    return () => {
      gone = true;
    };
  }, [actions, room, wanted]);

  return people;
}
