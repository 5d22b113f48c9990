// Does something that may not work, and keeps the sentence that says so for the screen.
import { useCallback, useState } from 'react';
import { texts } from './texts/texts';

type Answer = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface Attempting {
  readonly problem: string | undefined;
  readonly busy: boolean;
  /** Resolves with whether it worked. */
  readonly attempt: (work: () => Promise<Answer>) => Promise<boolean>;
  /** The same, but not while another one is under way: a button that is pressed twice asks once. */
  readonly attemptOnce: (work: () => Promise<Answer>) => Promise<boolean>;
}

export function useAttempt(): Attempting {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work: () => Promise<Answer>) => {
    setProblem(undefined);
    setBusy(true);
    try {
      const answer = await work();
      if (!answer.ok) setProblem(answer.message);
      return answer.ok;
    } catch (error) {
      setProblem(texts.unexpected);
      throw error;
    } finally {
      setBusy(false);
    }
  }, []);
  return {
    problem,
    busy,
    attempt,
    attemptOnce: (work) => (busy ? Promise.resolve(false) : attempt(work)),
  };
}
