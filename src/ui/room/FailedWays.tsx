// Below a message that was refused: why, and the two ways on.
import { useState } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { texts } from '../texts/en';
import styles from './FailedWays.module.css';

interface FailedWaysProps {
  message: MessageView;
  onDiscard: (id: EntryId) => void;
}

export function FailedWays({ message, onDiscard }: FailedWaysProps) {
  const actions = useActions();
  const [answer, setAnswer] = useState<string>();

  const retry = async () => {
    try {
      const outcome = await actions.retry(message.id);
      if (!outcome.ok) setAnswer(outcome.message);
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    }
  };

  return (
    <div className={styles.ways}>
      <span className={styles.problem}>{answer ?? message.problem}</span>
      <Button look="small" onClick={() => void retry()}>
        {texts.room.tryAgain}
      </Button>
      <Button look="small" onClick={() => onDiscard(message.id)}>
        {texts.room.discard}
      </Button>
    </div>
  );
}
