// For how long messages are kept in a room, and the way to change that. What is removed does not come back, so it is said before.
import { useState } from 'react';
import type { RetentionRule } from '../../protocol/ask';
import type { OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Choice, Choices } from '../design/Choices';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './RoomPanel.module.css';

const dayChoices = [1, 7, 30, 90, 365] as const;
const countChoices = [100, 1000, 10_000] as const;
const keepAll: RetentionRule = { days: undefined, count: undefined };
const isAll = ({ days, count }: RetentionRule): boolean => days === undefined && count === undefined;

export function RetentionChoice({ open, mayChange }: { open: OpenRoomView; mayChange: boolean }) {
  const [changes, setChanges] = useState(false);
  const { own, server } = open.retention ?? { own: keepAll, server: keepAll };
  const words = roomTexts.retention;
  if (!mayChange && isAll(own) && isAll(server)) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{words.title}</h3>
      <p>{words.rule(own.days, own.count)}</p>
      {!isAll(server) && <p className={styles.note}>{words.server(words.rule(server.days, server.count))}</p>}
      {mayChange && <Button onClick={() => setChanges(true)}>{words.change}</Button>}
      {changes && <Change open={open} own={own} onClose={() => setChanges(false)} />}
    </section>
  );
}

function Change({ open, own, onClose }: { open: OpenRoomView; own: RetentionRule; onClose: () => void }) {
  const actions = useActions();
  const [rule, setRule] = useState(own);
  const { problem, attempt } = useAttempt();
  const words = roomTexts.retention;

  const save = async () => {
    if (await attempt(() => actions.changeRoom(open.room, { what: 'retention', ...rule }))) onClose();
  };

  return (
    <Dialog title={words.title} onClose={onClose}>
      <Choices>
        <Choice
          label={words.days}
          value={rule.days ?? ''}
          onChange={({ target }) => setRule({ ...rule, days: numberOrNone(target.value) })}
        >
          <option value="">{words.forEver}</option>
          {withCurrent(dayChoices, own.days).map((days) => (
            <option key={days} value={days}>
              {words.daysOf(days)}
            </option>
          ))}
        </Choice>
        <Choice
          label={words.count}
          value={rule.count ?? ''}
          onChange={({ target }) => setRule({ ...rule, count: numberOrNone(target.value) })}
        >
          <option value="">{words.all}</option>
          {withCurrent(countChoices, own.count).map((count) => (
            <option key={count} value={count}>
              {words.newest(count)}
            </option>
          ))}
        </Choice>
      </Choices>
      <p>{isAll(rule) ? words.keepsAll : words.warning}</p>
      <Problem>{problem}</Problem>
      <ButtonRow>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look={isAll(rule) ? 'main' : 'danger'} onClick={() => void save()}>
          {isAll(rule) ? words.keepAll : words.save}
        </Button>
      </ButtonRow>
    </Dialog>
  );
}

const numberOrNone = (text: string): number | undefined => (text === '' ? undefined : Number(text));

/** What is set may be none of the usual ones. */
const withCurrent = (choices: readonly number[], current: number | undefined): number[] =>
  [...new Set([...choices, ...(current === undefined ? [] : [current])])].toSorted((a, b) => a - b);
