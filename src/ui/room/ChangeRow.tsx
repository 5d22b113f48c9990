// One line among the messages: what became of the room, or of somebody in it.
import type { ChangeView } from '../../store/state';
import { texts } from '../texts/texts';
import { changeText } from './change-text';
import styles from './MessageList.module.css';
import { WaysOn } from './WaysOn';

interface ChangeRowProps {
  change: ChangeView;
  /** It waits or failed, and is let go. */
  onDiscard: () => void;
}

export function ChangeRow({ change, onDiscard }: ChangeRowProps) {
  const { id, state, problem } = change;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
    <div role="listitem" className={styles.day}>
      {changeText(change)}
      {state && ` · ${texts.room.states[state]}`}
      {state && state !== 'sent' && (
        <WaysOn id={id} problem={problem} mayRetry={state === 'failed'} onDiscard={onDiscard} />
      )}
    </div>
  );
}
