// Below what is not stored: why, where it failed, and the ways on.
import { useState, type ReactNode } from 'react';
import type { EntryId } from '../../protocol/ids';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { inWords } from '../texts/in-words';
import { texts } from '../texts/texts';
import styles from './OutboxWays.module.css';

interface OutboxWaysProps {
  id: EntryId;
  /** Why it failed; `undefined`: it did not, it waits. */
  problem: string | undefined;
  mayRetry: boolean;
  /** `undefined`: it may not be discarded. */
  onDiscard: (() => void) | undefined;
  /** More ways. */
  children?: ReactNode;
}

export function OutboxWays({ id, problem, mayRetry, onDiscard, children }: OutboxWaysProps) {
  const actions = useActions();
  const [answer, setAnswer] = useState<string>();

  const retry = async () => {
    try {
      const outcome = await actions.retry(id);
      if (!outcome.ok) setAnswer(outcome.message);
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    }
  };

  return (
    <div className={styles.ways}>
      {problem !== undefined && <span className={styles.problem}>{answer ?? inWords(problem)}</span>}
      {mayRetry && (
        <Button look="small" onClick={() => void retry()}>
          {texts.room.tryAgain}
        </Button>
      )}
      {onDiscard && (
        <Button look="small" onClick={onDiscard}>
          {texts.room.discard}
        </Button>
      )}
      {children}
    </div>
  );
}
