// Looking for what is not on this device: at the press of a button, and only there.
import { useEffect, useRef, useState } from 'react';
import type { Asked, Found } from '../../store/open-search';
import { searchOnServer, type ServerSearch } from '../../store/server-search';
import { useActions, useAppState } from '../app-context';
import { texts } from '../texts/texts';

export interface ServerSearching {
  /** `undefined`: it was not asked for. */
  readonly search: ServerSearch | undefined;
  readonly look: () => void;
}

export function useServerSearch(asked: Asked, elsewhere: Found['elsewhere']): ServerSearching {
  const actions = useActions();
  const user = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  const [last, setLast] = useState<{ readonly asked: Asked; readonly search: ServerSearch }>();
  const asking = useRef<{ readonly asked: Asked; readonly stop: AbortController }>(undefined);
  const search = last?.asked === asked ? last.search : undefined;

  // It is another question now.
  useEffect(() => {
    if (asking.current?.asked !== asked) asking.current?.stop.abort();
  }, [asked]);
  // Nobody looks any more.
  useEffect(() => () => asking.current?.stop.abort(), []);

  const look = async () => {
    if (!elsewhere || search?.state === 'asking') return;
    const stop = new AbortController();
    asking.current = { asked, stop };
    let now = search;
    const told = (next: ServerSearch) => {
      now = next;
      if (!stop.signal.aborted) setLast({ asked, search: next });
    };
    try {
      await searchOnServer({ ask: actions.ask, elsewhere, user, before: search, told, stopped: stop.signal });
    } catch (error) {
      if (now) told({ ...now, state: 'more', problem: texts.unexpected });
      throw error;
    }
  };

  return { search, look: () => void look() };
}
