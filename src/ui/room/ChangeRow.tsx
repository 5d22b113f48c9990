// One line among the messages: what became of the room, or of somebody in it.
import type { ChangeView } from '../../store/state';
import { texts } from '../texts/en';
import { changeText } from './change-text';
import styles from './MessageList.module.css';

export function ChangeRow({ change }: { change: ChangeView }) {
  const { state, problem } = change;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
    <p role="listitem" dir="auto" className={styles.day}>
      {changeText(change)}
      {state && ` · ${texts.room.states[state]}`}
      {problem && ` · ${problem}`}
    </p>
  );
}
