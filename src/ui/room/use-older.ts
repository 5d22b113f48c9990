// Brings older messages before somebody who scrolls up gets to the end of what is here.
import { useCallback, useRef, useState } from 'react';
import type { OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { texts } from '../texts/texts';

/** How far from the top it starts. */
const nearPx = 1500;

export interface Older {
  /** Why the last try did not bring any: a sentence. */
  readonly problem: string | undefined;
  readonly load: () => void;
  /** To be told how many pixels are above the screen whenever that may have changed. */
  readonly near: (offset: number) => void;
}

export function useOlder(older: OpenRoomView['older']): Older {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const [problem, setProblem] = useState<string>();
  const loading = useRef(false);

  const load = useCallback(async () => {
    if (loading.current || older === 'none' || older === 'removed') return;
    loading.current = true;
    try {
      const outcome = await actions.loadOlder();
      setProblem(outcome.ok ? undefined : outcome.message);
    } catch (error) {
      setProblem(texts.unexpected);
      throw error;
    } finally {
      loading.current = false;
    }
  }, [actions, older]);

  const near = useCallback(
    (offset: number) => {
      // After a refusal only the person, or a link that came back, asks again.
      if (offset < nearPx && problem === undefined) void load();
    },
    [load, problem],
  );

  const [wasOnline, setWasOnline] = useState(online);
  if (online !== wasOnline) {
    setWasOnline(online);
    if (online) setProblem(undefined);
  }

  return { problem, load: () => void load(), near };
}
