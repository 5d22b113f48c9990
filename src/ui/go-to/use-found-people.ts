// People by the first letters of their names, asked of the server while there is a link, when somebody pauses.
import { useEffect, useState } from 'react';
import type { Person } from '../../protocol/ask';
import { useActions, useAppState } from '../app-context';

/** Nobody types slower than this within a name. */
const pauseMs = 250;

export interface FoundPeople {
  readonly people: readonly Person[];
  /** Somebody else may still fit. */
  readonly isAsking: boolean;
}

export function useFoundPeople(text: string): FoundPeople {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const self = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  const [found, setFound] = useState<{ readonly of: string; readonly people: readonly Person[] }>();
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === '' || !online) return undefined;
    let over = false;
    const timer = setTimeout(() => {
      // Rooms are found without it, so what did not work is not worth a sentence.
      void actions.ask('findPeople', { text: wanted }).then((answer) => {
        if (!over) setFound({ of: wanted, people: answer.ok ? answer.value : [] });
      });
    }, pauseMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [actions, wanted, online]);

  const isFound = found !== undefined && wanted.startsWith(found.of);
  return {
    people: isFound ? found.people.filter(({ user }) => user !== self) : [],
    isAsking: wanted !== '' && online && found?.of !== wanted,
  };
}
