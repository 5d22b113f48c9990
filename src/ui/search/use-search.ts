// What somebody looks for, and what the search worker found of it so far.
import { useCallback, useEffect, useState } from 'react';
import type { Person } from '../../protocol/ask';
import type { Asked, Found, OpenSearch, SearchNews } from '../../store/open-search';
import { useActions } from '../app-context';

/** Drawn at first, and more with each press of a button. */
const hitsAtOnce = 50;

const nothing: Asked = { text: '', room: undefined, from: undefined, since: '', until: '' };

export interface Searching {
  readonly asked: Asked;
  readonly change: (part: Partial<Asked>) => void;
  /** Of this question, or, for a moment, of the one before. */
  readonly found: Found | undefined;
  readonly people: readonly Person[];
  readonly showMore: () => void;
  /** Nothing can be looked for until it is opened again. */
  readonly failed: boolean;
  readonly openAgain: () => void;
}

export function useSearch(): Searching {
  const actions = useActions();
  const [search, setSearch] = useState<OpenSearch>();
  const [asked, setAsked] = useState(nothing);
  const [limit, setLimit] = useState(hitsAtOnce);
  const [found, setFound] = useState<Found>();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (failed) return undefined;
    let over = false;
    let opened: OpenSearch | undefined;
    const hear = (news: SearchNews) => {
      if (over) return;
      if (news.type === 'found') setFound(news.found);
      else if (news.type === 'people') setPeople(news.people);
      else setFailed(true);
    };
    actions.openSearch(hear).then(
      (open) => {
        opened = open;
        if (over) {
          open?.close();
          return;
        }
        // Whoever comes back from a hit finds what they left, unless they were quicker.
        setAsked((now) => (now === nothing ? (open?.asked ?? now) : now));
        setSearch(open);
      },
      // What the browser says of it is in its console.
      () => {
        if (!over) setFailed(true);
      },
    );
    return () => {
      over = true;
      opened?.close();
    };
  }, [actions, failed]);

  useEffect(() => search?.ask(asked, limit), [search, asked, limit]);

  return {
    asked,
    change: useCallback((part: Partial<Asked>) => {
      setAsked((now) => ({ ...now, ...part }));
      setLimit(hitsAtOnce);
    }, []),
    found,
    people,
    showMore: () => setLimit(limit + hitsAtOnce),
    failed,
    openAgain() {
      setSearch(undefined);
      setFailed(false);
    },
  };
}
