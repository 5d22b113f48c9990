// One question to the server at a time, and what to say of it: that it is under way, or why it did not work.
import { useState } from 'react';
import type { Outcome } from '../../store/state';
import { texts } from '../texts/texts';

export interface Asking {
  readonly asking: boolean;
  readonly problem: string | undefined;
  /** Resolves with whether it worked. */
  run(work: () => Promise<Outcome>): Promise<boolean>;
}

export function useAsking(): Asking {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const run = async (work: () => Promise<Outcome>): Promise<boolean> => {
    if (asking) return false;
    setAsking(true);
    setProblem(undefined);
    try {
      const outcome = await work();
      if (!outcome.ok) setProblem(outcome.message);
      return outcome.ok;
    } catch (error) {
      setProblem(texts.unexpected);
      throw error;
    } finally {
      setAsking(false);
    }
  };

  return { asking, problem, run };
}
