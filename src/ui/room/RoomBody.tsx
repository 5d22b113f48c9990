// Shows the open room as soon as the device has read it.
import { Link } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { browsePath } from '../place';
import { texts } from '../texts/texts';
import { OpenRoom } from './OpenRoom';
import styles from './RoomBody.module.css';
import { useOpenRoom } from './use-open-room';

interface RoomBodyProps {
  room: RoomId;
  focusBox: boolean;
  /** The message that the address names. */
  target: string | undefined;
}

export function RoomBody({ room, focusBox, target }: RoomBodyProps) {
  const open = useOpenRoom(room);
  const mine = useAppState((state) => state.rooms.some((row) => row.room === room));

  if (open) return <OpenRoom open={open} focusBox={focusBox} target={target} />;
  return (
    <div className={styles.rest}>
      {!mine && (
        <>
          <p>{texts.room.notMine}</p>
          <Link href={browsePath}>{texts.room.seeAll}</Link>
        </>
      )}
    </div>
  );
}
