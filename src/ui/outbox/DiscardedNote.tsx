// Says that something was discarded, and gives it back when that was a mistake.
import { useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { Outcome } from '../../store/state';
import { Button } from '../design/Button';
import { texts } from '../texts/en';
import styles from './DiscardedNote.module.css';
import type { Discarded, Discarding } from './use-discard';

interface DiscardedNoteProps {
  discarding: Discarding;
  undoLabel: string;
  /** Only when it worked does the note with the words go away. */
  onUndo: (text: string, room: RoomId) => Promise<Outcome>;
}

export function DiscardedNote({ discarding, undoLabel, onUndo }: DiscardedNoteProps) {
  const { last, dismiss } = discarding;
  const [problem, setProblem] = useState<{ readonly of: Discarded; readonly words: string }>();

  const undo = async (discarded: Discarded, text: string) => {
    try {
      const outcome = await onUndo(text, discarded.room);
      if (outcome.ok) dismiss();
      else setProblem({ of: discarded, words: outcome.message });
    } catch (error) {
      setProblem({ of: discarded, words: texts.unexpected });
      throw error;
    }
  };

  const text = last?.text;
  return (
    <div aria-live="polite">
      {last && (
        <div className={styles.note}>
          <span>{problem?.of === last ? problem.words : last.said}</span>
          {text && (
            <Button look="small" onClick={() => void undo(last, text)}>
              {undoLabel}
            </Button>
          )}
          <Button look="small" onClick={dismiss}>
            {texts.outbox.dismiss}
          </Button>
        </div>
      )}
    </div>
  );
}
