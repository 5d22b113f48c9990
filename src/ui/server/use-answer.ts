// An answer of the server that a part of the screen shows: asked for when there is a connection, and again when something changed.
import { useCallback, useEffect, useState } from 'react';
import { useAppState } from '../app-context';
import { texts } from '../texts/texts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface Answered<T> {
  /** The newest one; `undefined` before the first. */
  readonly value: T | undefined;
  readonly problem: string | undefined;
  readonly reload: () => Promise<void>;
}

/** `ask` must stay the same function while it asks the same. */
export function useAnswer<T>(ask: () => Promise<Answer<T>>): Answered<T> {
  const online = useAppState((state) => state.connection.state === 'online');
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(
    (isCurrent: () => boolean) =>
      ask()
        .catch((): Answer<T> => ({ ok: false, message: texts.unexpected }))
        .then((answer) => {
          if (!isCurrent()) return;
          setProblem(answer.ok ? undefined : answer.message);
          if (answer.ok) setValue(answer.value);
        }),
    [ask],
  );
  useEffect(() => {
    if (!online) return undefined;
    let gone = false;
    void load(() => !gone);
    return () => {
      gone = true;
    };
  }, [online, load]);

  return { value, problem, reload: useCallback(() => load(() => true), [load]) };
}
