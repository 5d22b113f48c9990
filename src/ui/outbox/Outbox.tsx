// Everything written here that the broker has not stored, in all rooms, oldest first.
import { useActions, useAppState } from '../app-context';
import { texts } from '../texts/texts';
import { dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { DiscardedNote } from './DiscardedNote';
import styles from './Outbox.module.css';
import { OutboxRow } from './OutboxRow';
import { useDiscard } from './use-discard';

export function Outbox() {
  const actions = useActions();
  const rows = useAppState((state) => state.outbox);
  const discarding = useDiscard();
  const today = dayNumber(useNow(60_000));
  return (
    <>
      <div className={styles.page}>
        <p className={styles.note}>{rows.length === 0 ? texts.outbox.empty : texts.outbox.safe}</p>
        <ul aria-label={texts.outbox.title} className={styles.list}>
          {rows.map((row) => (
            <OutboxRow key={row.id} row={row} today={today} onDiscard={discarding.discard} />
          ))}
        </ul>
      </div>
      <DiscardedNote
        discarding={discarding}
        undoLabel={texts.outbox.undo}
        onUndo={(row, room) => {
          if (row.what === 'message') return actions.send(room, row.text, row.replyTo);
          if (row.what === 'reaction') return actions.react(row.target, row.emoji || undefined);
          if (row.what === 'change') return actions.changeRoom(room, row.change);
          return row.what === 'edit' ? actions.edit(row.target, row.text) : actions.takeBack(row.target);
        }}
      />
    </>
  );
}
