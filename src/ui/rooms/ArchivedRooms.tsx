// The rooms that were put away: one line at the end of the list, and all of them for whoever opens it.
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { RoomView } from '../../store/state';
import { later } from '../texts/texts';
import styles from './ArchivedRooms.module.css';
import { RoomItem } from './RoomItem';

interface ArchivedRoomsProps {
  rooms: readonly RoomView[];
  current: RoomId | undefined;
  today: number;
  onWays: (room: RoomId) => void;
}

export function ArchivedRooms({ rooms, current, today, onWays }: ArchivedRoomsProps) {
  const [isOpen, setOpen] = useState(() => rooms.some(({ room }) => room === current));
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={styles.archived}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {later.archived.title(rooms.length)}
        <ChevronDown size={18} className={styles.sign} aria-hidden="true" />
      </button>
      {isOpen && (
        <ul id={id}>
          {rooms.map((room) => (
            <RoomItem
              key={room.room}
              room={room}
              current={room.room === current}
              today={today}
              onWays={onWays}
            />
          ))}
        </ul>
      )}
    </>
  );
}
