// What somebody wants of the room on this device; the list of rooms has the same.
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { RoomChoices } from '../rooms/RoomChoices';
import { later } from '../texts/texts';
import styles from './RoomPanel.module.css';

export function OnThisDevice({ room }: { room: RoomId }) {
  const view = useAppState((state) => state.rooms.find((each) => each.room === room));
  return (
    view && (
      <section className={styles.section}>
        <h3 className={styles.title}>{later.roomChoices.title}</h3>
        <RoomChoices room={view} />
      </section>
    )
  );
}
