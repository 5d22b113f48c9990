// A room in the list, and beside it the way to what can be done with it: there under a mouse and for the keyboard; a finger rests on the
// room instead.
import { Ellipsis } from 'lucide-react';
import { memo } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { RoomView } from '../../store/state';
import { texts } from '../texts/texts';
import styles from './RoomItem.module.css';
import { RoomLink } from './RoomLink';

interface RoomItemProps {
  room: RoomView;
  current: boolean;
  today: number;
  /** Always the same function. */
  onWays: (room: RoomId) => void;
}

export const RoomItem = memo(function RoomItem({ room, current, today, onWays }: RoomItemProps) {
  return (
    <li className={styles.item} data-room={room.room} data-pinned={room.pinned}>
      <RoomLink room={room} current={current} today={today} />
      <button
        type="button"
        className={styles.ways}
        aria-label={texts.rooms.ways(room.name)}
        aria-haspopup="dialog"
        onClick={() => onWays(room.room)}
      >
        <Ellipsis size={20} aria-hidden="true" />
      </button>
    </li>
  );
});
