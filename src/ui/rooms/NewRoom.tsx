// Asks for a name, and who may come in, and makes a room.
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { checkName } from '../../protocol/names';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { roomPath } from '../place';
import { roomTexts, texts } from '../texts/texts';
import styles from './NewRoom.module.css';

export function NewRoom({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [nameProblem, setNameProblem] = useState<string>();
  const [answer, setAnswer] = useState<string>();
  const [asking, setAsking] = useState(false);
  const needsId = useId();

  const create = async () => {
    if (asking || !online) return;
    const checked = checkName(name);
    setNameProblem(checked.ok ? undefined : roomTexts.newRoom.nameProblems[checked.problem]);
    if (!checked.ok) return;
    setAsking(true);
    setAnswer(undefined);
    try {
      const outcome = await actions.createRoom(name, isPrivate ? 'private' : undefined);
      if (!outcome.ok) return setAnswer(outcome.message);
      onClose();
      navigate(roomPath(outcome.room));
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    } finally {
      setAsking(false);
    }
  };

  return (
    <Dialog title={texts.newRoom.title} onClose={onClose}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextField
          label={roomTexts.newRoom.name}
          problem={nameProblem}
          value={name}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className={styles.kinds}>
          <legend>{roomTexts.newRoom.who}</legend>
          <Kind
            label={roomTexts.newRoom.public}
            hint={roomTexts.newRoom.publicHint}
            chosen={!isPrivate}
            onChoose={() => setPrivate(false)}
          />
          <Kind
            label={roomTexts.newRoom.private}
            hint={roomTexts.newRoom.privateHint}
            chosen={isPrivate}
            onChoose={() => setPrivate(true)}
          />
        </fieldset>
        <Problem>{answer}</Problem>
        {!online && (
          <p id={needsId} className={styles.needs}>
            {texts.needsConnection}
          </p>
        )}
        <ButtonRow>
          <Button onClick={onClose}>{texts.newRoom.cancel}</Button>
          <Button
            look="main"
            type="submit"
            disabled={!online}
            aria-busy={asking}
            aria-describedby={online ? undefined : needsId}
          >
            {roomTexts.newRoom.create}
          </Button>
        </ButtonRow>
      </form>
    </Dialog>
  );
}

interface KindProps {
  label: string;
  hint: string;
  chosen: boolean;
  onChoose: () => void;
}

function Kind({ label, hint, chosen, onChoose }: KindProps) {
  const id = useId();
  return (
    <div className={styles.kind}>
      <input
        id={id}
        type="radio"
        name="kind"
        checked={chosen}
        aria-describedby={`${id}-hint`}
        onChange={onChoose}
      />
      <label htmlFor={id}>{label}</label>
      <span id={`${id}-hint`} className={styles.hint}>
        {hint}
      </span>
    </div>
  );
}
