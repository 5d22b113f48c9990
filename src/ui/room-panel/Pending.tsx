// What is to become of the room as soon as there is a link, and what was refused.
import { pendingChanges } from '../../store/members-view';
import type { OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { changeText } from '../room/change-text';
import { inWords } from '../texts/in-words';
import { roomTexts, texts } from '../texts/texts';
import styles from './RoomPanel.module.css';

export function Pending({ open }: { open: OpenRoomView }) {
  const actions = useActions();
  const changes = pendingChanges(open.items);
  return (
    <div aria-live="polite">
      {changes.length > 0 && (
        <ul aria-label={roomTexts.panel.waiting}>
          {changes.map((change) => (
            <li key={change.id} className={styles.pending}>
              <span>{changeText(change)}</span>
              <span className={classNames(styles.state, change.state === 'failed' && styles.failed)}>
                {(change.problem && inWords(change.problem)) ??
                  (change.state && texts.room.states[change.state])}
              </span>
              {change.state !== 'sent' && (
                <Button look="small" onClick={() => void actions.discard(change.id)}>
                  {roomTexts.panel.discard}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
