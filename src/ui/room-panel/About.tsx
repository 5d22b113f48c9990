// The room's name, what kind of room it is, and the line about it; both can be changed by those who keep it.
import { useState } from 'react';
import { maxTopicLineChars } from '../../protocol/limits';
import { checkName } from '../../protocol/names';
import type { OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './RoomPanel.module.css';

export function About({ open, mayEdit }: { open: OpenRoomView; mayEdit: boolean }) {
  const [edits, setEdits] = useState(false);
  const { name, topicLine, visibility } = open;
  if (edits) return <Edit open={open} onClose={() => setEdits(false)} />;
  return (
    <section className={styles.section}>
      <h3 className={styles.name}>
        <bdi>{name}</bdi>
      </h3>
      {topicLine ? (
        <p dir="auto" className={styles.topic}>
          {topicLine}
        </p>
      ) : (
        mayEdit && <p className={styles.note}>{roomTexts.panel.noTopicLine}</p>
      )}
      <p className={styles.note}>{roomTexts.panel.kinds[visibility]}</p>
      {mayEdit && <Button onClick={() => setEdits(true)}>{roomTexts.panel.edit}</Button>}
    </section>
  );
}

function Edit({ open, onClose }: { open: OpenRoomView; onClose: () => void }) {
  const actions = useActions();
  const [name, setName] = useState(open.name);
  const [topicLine, setTopicLine] = useState(open.topicLine ?? '');
  const { problem, attempt } = useAttempt();
  const checked = checkName(name);
  const isTooLong = Array.from(topicLine.trim()).length > maxTopicLineChars;

  const save = async () => {
    if (!checked.ok || isTooLong) return;
    const { room } = open;
    const saved = await attempt(async () => {
      const renamed =
        checked.name === open.name || actions.changeRoom(room, { what: 'name', name: checked.name });
      const outcome = renamed === true ? { ok: true as const } : await renamed;
      if (!outcome.ok || topicLine.trim() === (open.topicLine ?? '')) return outcome;
      return await actions.changeRoom(room, { what: 'topic', topicLine: topicLine.trim() });
    });
    if (saved) onClose();
  };

  return (
    <section className={styles.section}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={roomTexts.panel.name}
          problem={checked.ok ? undefined : roomTexts.newRoom.nameProblems[checked.problem]}
          value={name}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={roomTexts.panel.topicLine}
          hint={roomTexts.panel.topicHint}
          problem={isTooLong ? roomTexts.panel.topicTooLong : undefined}
          value={topicLine}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setTopicLine(event.target.value)}
        />
        <Problem>{problem}</Problem>
        <ButtonRow>
          <Button onClick={onClose}>{roomTexts.panel.cancel}</Button>
          <Button look="main" type="submit">
            {roomTexts.panel.save}
          </Button>
        </ButtonRow>
      </form>
    </section>
  );
}
