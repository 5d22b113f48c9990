// What a room is and who is in it: beside the room on a wide screen, otherwise a screen of its own.
import { X } from 'lucide-react';
import { Link } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { rightsIn } from '../../store/members-view';
import { useAppState } from '../app-context';
import { roomPath } from '../place';
import { roomTexts } from '../texts/texts';
import { About } from './About';
import { Banned } from './Banned';
import { InviteButton } from './InviteButton';
import { Members } from './Members';
import { Pending } from './Pending';
import { OnThisDevice } from './OnThisDevice';
import { RetentionChoice } from './RetentionChoice';
import styles from './RoomPanel.module.css';
import { RoomWays } from './RoomWays';

interface RoomPanelProps {
  room: RoomId;
  /** It stands beside the room, and is closed by itself. */
  closeable?: boolean;
}

export function RoomPanel({ room, closeable = false }: RoomPanelProps) {
  const open = useAppState((state) => (state.open?.room === room ? state.open : undefined));
  const self = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  const isServerAdmin = useAppState((state) => state.isAdmin);

  if (!open || self === undefined) return null;
  const rights = rightsIn(open, isServerAdmin);
  const isLeft = open.left !== undefined;
  return (
    <>
      {closeable && (
        <div className={styles.head}>
          <Link href={roomPath(room)} className={styles.close} aria-label={roomTexts.panel.close}>
            <X size={20} aria-hidden="true" />
          </Link>
        </div>
      )}
      <div className={styles.panel}>
        <About open={open} mayEdit={rights.keep && !isLeft} />
        <Pending open={open} />
        {isLeft ? (
          <p className={styles.note}>{roomTexts.panel.left}</p>
        ) : (
          <>
            {rights.invite && <InviteButton room={room} name={open.name} />}
            <OnThisDevice room={room} />
            <Members open={open} rights={rights} self={self} />
            {rights.keep && <Banned open={open} />}
            <RetentionChoice open={open} mayChange={rights.retain} />
            <RoomWays open={open} rights={rights} />
          </>
        )}
      </div>
    </>
  );
}
