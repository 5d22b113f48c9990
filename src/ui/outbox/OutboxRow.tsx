// One thing that waits or failed: where it goes, what it says, how it stands.
import { memo } from 'react';
import { Link } from 'wouter';
import type { OutboxItemView } from '../../store/state';
import { roomPath } from '../place';
import { changeText } from '../room/change-text';
import { CopyButton } from '../design/CopyButton';
import { later, texts } from '../texts/texts';
import { clockTime, dayNumber, shortMoment } from '../texts/times';
import styles from './Outbox.module.css';
import { OutboxWays } from './OutboxWays';
import type { Discardable } from './use-discard';

interface OutboxRowProps {
  row: OutboxItemView;
  /** The number of this day. */
  today: number;
  onDiscard: (row: Discardable) => void;
}

export const OutboxRow = memo(function OutboxRow({ row, today, onDiscard }: OutboxRowProps) {
  const { room, roomName, what, text, atMs, state } = row;
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <b className={styles.room}>
          <bdi>{roomName}</bdi>
        </b>
        <span className={styles.facts}>
          <time dateTime={new Date(atMs).toISOString()}>{moment(atMs, today)}</time>{' '}
          <span className={styles[state]}>{texts.room.states[state]}</span>
        </span>
      </div>
      {row.change && <p>{changeText(row.change)}</p>}
      {texts.outbox.what[what] && <p className={styles.what}>{texts.outbox.what[what]}</p>}
      {text && (
        <p dir="auto" className={styles.text}>
          {text}
        </p>
      )}
      <OutboxWays
        id={row.id}
        problem={row.problem}
        mayRetry={state === 'failed'}
        onDiscard={row.mayDiscard ? () => onDiscard(row) : undefined}
      >
        {state === 'failed' && text && (
          <CopyButton
            look="small"
            text={text}
            label={later.copy.text}
            copiedLabel={later.copy.copied}
            byHandLabel={later.copy.yourself}
          />
        )}
        <Link href={roomPath(room)} className={styles.open}>
          {texts.outbox.openRoom}
        </Link>
      </OutboxWays>
    </li>
  );
});

function moment(atMs: number, today: number): string {
  const isToday = dayNumber(atMs) === today;
  return isToday ? clockTime(atMs) : `${shortMoment(atMs, today)} ${clockTime(atMs)}`;
}
