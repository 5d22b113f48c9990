// One public room: its name, how many are in it, and the way in.
import { useId } from 'react';
import { Link } from 'wouter';
import type { PublicRoom } from '../../protocol/ask';
import type { RoomId } from '../../protocol/ids';
import { Avatar } from '../design/Avatar';
import { Button } from '../design/Button';
import { roomPath } from '../place';
import { later, texts } from '../texts/texts';
import styles from './PublicRoomRow.module.css';

interface PublicRoomRowProps {
  room: PublicRoom;
  /** One is already in it. */
  mine: boolean;
  online: boolean;
  onJoin: (room: RoomId) => Promise<void>;
}

export function PublicRoomRow({ room, mine, online, onJoin }: PublicRoomRowProps) {
  const needsId = useId();
  return (
    <li className={styles.row}>
      <Avatar name={room.name} />
      <span className={styles.words}>
        <b className={styles.name}>
          <bdi>{room.name}</bdi>
        </b>
        <span className={styles.members}>{later.browse.members(room.members)}</span>
      </span>
      {mine ? (
        <Link
          href={roomPath(room.room)}
          className={styles.open}
          aria-label={later.browse.openRoom(room.name)}
        >
          {later.browse.open}
        </Link>
      ) : (
        <span className={styles.join}>
          <Button
            aria-label={later.browse.joinRoom(room.name)}
            disabled={!online}
            aria-describedby={online ? undefined : needsId}
            onClick={() => void onJoin(room.room)}
          >
            {later.browse.join}
          </Button>
          {!online && (
            <span id={needsId} className={styles.members}>
              {texts.needsConnection}
            </span>
          )}
        </span>
      )}
    </li>
  );
}
