// Everything written here that the broker has not stored, in all rooms, oldest first.
import { ChevronLeft } from 'lucide-react';
import { Link } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { Header } from '../design/Header';
import { roomsPath } from '../place';
import { texts } from '../texts/en';
import { dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { DiscardedNote } from './DiscardedNote';
import styles from './Outbox.module.css';
import { OutboxRow } from './OutboxRow';
import { useDiscard } from './use-discard';

export function OutboxHeader() {
  return (
    <Header
      title={texts.outbox.title}
      back={
        <Link href={roomsPath} aria-label={texts.room.back}>
          <ChevronLeft aria-hidden="true" />
        </Link>
      }
    />
  );
}

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
        onUndo={(text, room) => actions.send(room, text)}
      />
    </>
  );
}
