// One room in the list. Its accessible name is the room's name alone; last line and badges describe it.
import { BellOff, Pin } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'wouter';
import type { RoomView } from '../../store/state';
import { Avatar } from '../design/Avatar';
import { Unseen } from '../design/Unseen';
import { roomPath } from '../place';
import { leftText } from '../room/left-text';
import { shortMoment } from '../texts/times';
import { texts } from '../texts/texts';
import styles from './RoomLink.module.css';

interface RoomLinkProps {
  room: RoomView;
  current: boolean;
  /** The number of this day. */
  today: number;
}

export function RoomLink({ room, current, today }: RoomLinkProps) {
  const id = useId();
  const { last, unread, mentions, notify, pinned, waiting } = room;
  return (
    <Link
      href={roomPath(room.room)}
      className={styles.room}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-last ${id}-facts`}
      aria-current={current ? 'page' : undefined}
    >
      <Avatar name={room.name} />
      <span className={styles.words}>
        <b id={`${id}-name`} className={styles.name}>
          <bdi>{room.name}</bdi>
        </b>
        <span id={`${id}-last`} className={styles.last}>
          {leftText(room.left) ??
            (last ? texts.rooms.line(last.author ?? texts.rooms.you, last.text) : texts.rooms.nothingYet)}
        </span>
      </span>
      <span id={`${id}-facts`} className={styles.facts}>
        {last && (
          <time className={styles.when} dateTime={new Date(last.atMs).toISOString()}>
            {shortMoment(last.atMs, today)}
          </time>
        )}
        <span className={styles.badges}>
          {waiting > 0 && <span className={styles.waiting}>{texts.rooms.waiting(waiting)}</span>}
          {notify === 'none' && (
            <>
              <BellOff size={14} className={styles.sign} aria-hidden="true" />
              <Unseen>{texts.rooms.muted} </Unseen>
            </>
          )}
          {pinned && (
            <>
              <Pin size={14} className={styles.sign} aria-hidden="true" />
              <Unseen>{texts.rooms.pinned} </Unseen>
            </>
          )}
          {mentions > 0 && (
            <>
              <span className={styles.unread} aria-hidden="true">
                @{mentions}
              </span>
              <Unseen>{texts.rooms.mentions(mentions)} </Unseen>
            </>
          )}
          {unread > 0 && (
            <>
              <span className={styles.unread} data-quiet={notify !== 'all'} aria-hidden="true">
                {unread > 999 ? '999+' : unread}
              </span>
              <Unseen>{texts.rooms.unread(unread)}</Unseen>
            </>
          )}
        </span>
      </span>
    </Link>
  );
}
