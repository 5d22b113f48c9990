// One message that was found: its words, with what was looked for marked, and described by who wrote them, where and when.
import { memo, useId } from 'react';
import { Link } from 'wouter';
import { markFound } from '../../protocol/search-excerpt';
import type { Needle } from '../../protocol/search-words';
import type { Hit } from '../../store/open-search';
import { messagePath, roomPath } from '../place';
import { later, texts } from '../texts/texts';
import { clockTime, dayNumber, shortMoment } from '../texts/times';
import styles from './Search.module.css';

interface HitRowProps {
  hit: Hit;
  roomName: string;
  needles: readonly Needle[];
  /** The number of this day. */
  today: number;
}

export const HitRow = memo(function HitRow({ hit, roomName, needles, today }: HitRowProps) {
  const id = useId();
  const { room, seq, author, atMs, text, state } = hit;
  return (
    <li>
      <Link
        href={seq === undefined ? roomPath(room) : messagePath(room, String(seq))}
        className={styles.hit}
        aria-labelledby={`${id}-text`}
        aria-describedby={`${id}-facts`}
        data-hit
      >
        <span id={`${id}-facts`} className={styles.head}>
          <b className={styles.who}>
            <bdi>{author === undefined ? texts.rooms.you : author || later.search.someone}</bdi>
          </b>{' '}
          <span className={styles.where}>
            <bdi>{roomName}</bdi>
          </span>{' '}
          <span className={styles.facts}>
            {state === 'waits' && <span className={styles.waits}>{later.search.waits} </span>}
            {state === 'lost' && <span>{texts.room.orphaned} </span>}
            <time dateTime={new Date(atMs).toISOString()}>{moment(atMs, today)}</time>
          </span>
        </span>
        <span id={`${id}-text`} dir="auto" className={styles.text}>
          {markFound(text, needles).map((part, index) =>
            part.found ? <mark key={index}>{part.text}</mark> : part.text,
          )}
        </span>
      </Link>
    </li>
  );
});

function moment(atMs: number, today: number): string {
  return dayNumber(atMs) === today ? clockTime(atMs) : `${shortMoment(atMs, today)} ${clockTime(atMs)}`;
}
