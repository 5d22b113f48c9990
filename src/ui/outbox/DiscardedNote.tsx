// Says that something was discarded, and gives it back when that was a mistake.
import { useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { DiscardedRow, Outcome } from '../../store/state';
import { Button } from '../design/Button';
import { texts } from '../texts/texts';
import styles from './DiscardedNote.module.css';
import type { Discarded, Discarding } from './use-discard';

interface DiscardedNoteProps {
  discarding: Discarding;
  /** Where words go. */
  undoLabel: string;
  /** Only when it worked does the note with the words go away. */
  onUndo: (row: DiscardedRow, room: RoomId) => Promise<Outcome>;
}

export function DiscardedNote({ discarding, undoLabel, onUndo }: DiscardedNoteProps) {
  const { last, dismiss } = discarding;
  const [problem, setProblem] = useState<{ readonly of: Discarded; readonly words: string }>();

  const undo = async (discarded: Discarded, row: DiscardedRow) => {
    try {
      const outcome = await onUndo(row, discarded.room);
      if (outcome.ok) dismiss();
      else setProblem({ of: discarded, words: outcome.message });
    } catch (error) {
      setProblem({ of: discarded, words: texts.unexpected });
      throw error;
    }
  };

  const row = last?.row;
  return (
    <div aria-live="polite">
      {last && (
        <div className={styles.note}>
          <span>{problem?.of === last ? problem.words : last.said}</span>
          {row && !(row.what === 'message' && row.text === '') && (
            <Button look="small" onClick={() => void undo(last, row)}>
              {row.what === 'message' || row.what === 'edit' ? undoLabel : texts.outbox.undo}
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
