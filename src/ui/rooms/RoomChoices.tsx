// What somebody wants of a room on this device: for what of it they are called, and where it stands in the list. Works without a link.
import { useId, useState } from 'react';
import type { RoomView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { later } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './RoomChoices.module.css';

interface RoomChoicesProps {
  room: RoomView;
  /** Something was chosen with which whoever opened this is done. `archived`: the room is put away. */
  onDone?: (what: { archived: boolean }) => void;
}

export function RoomChoices({ room: view, onDone }: RoomChoicesProps) {
  const actions = useActions();
  const { problem, attempt } = useAttempt();
  const words = later.roomChoices;
  const { room, pinned, archived, unread } = view;
  const done = async (work: Parameters<typeof attempt>[0], isPutAway = false) => {
    if (await attempt(work)) onDone?.({ archived: isPutAway });
  };

  return (
    <div className={styles.choices}>
      <Problem>{problem}</Problem>
      <NotifyChoice
        notify={view.notify}
        onChoose={(notify) => attempt(() => actions.chooseForRoom(room, { notify }))}
      />
      <div className={styles.ways}>
        <Button onClick={() => void done(() => actions.chooseForRoom(room, { pinned: !pinned }))}>
          {pinned ? words.unpin : words.pin}
        </Button>
        <Button
          onClick={() => void done(() => actions.chooseForRoom(room, { archived: !archived }), !archived)}
        >
          {archived ? words.putBack : words.archive}
        </Button>
        {unread > 0 && (
          <Button onClick={() => void done(() => actions.markRoomRead(room))}>{words.markRead}</Button>
        )}
      </div>
      <p className={styles.note}>{words.note}</p>
    </div>
  );
}

interface NotifyChoiceProps {
  notify: RoomView['notify'];
  /** Resolves with whether it was kept. */
  onChoose: (notify: RoomView['notify']) => Promise<boolean>;
}

function NotifyChoice({ notify, onChoose }: NotifyChoiceProps) {
  const name = useId();
  const words = later.roomChoices;
  // Shown at the press; the list is read again a moment later.
  const [known, setKnown] = useState(notify);
  const [chosen, setChosen] = useState(notify);
  if (known !== notify) {
    setKnown(notify);
    setChosen(notify);
  }
  const choose = async (kind: RoomView['notify']) => {
    setChosen(kind);
    if (!(await onChoose(kind))) setChosen(notify);
  };
  return (
    <fieldset className={styles.kinds}>
      <legend>{words.notify}</legend>
      {(['all', 'mentions', 'none'] as const).map((kind) => (
        <label key={kind} className={styles.kind}>
          <input type="radio" name={name} checked={chosen === kind} onChange={() => void choose(kind)} />
          <span>{words.kinds[kind]}</span>
        </label>
      ))}
    </fieldset>
  );
}
