// Opens what brings people into the room.
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import { Button } from '../design/Button';
import { Dialog } from '../design/Dialog';
import { lazyPart } from '../lazy-part';
import { roomTexts } from '../texts/en-rooms';
import styles from './RoomPanel.module.css';

interface InviteProps {
  room: RoomId;
  name: string;
  onClose: () => void;
}

const Invite = lazyPart(
  () => import('./Invite'),
  (part) => part.Invite,
  {
    frame: ({ name, onClose, children }: InviteProps & { children: React.ReactNode }) => (
      <Dialog title={roomTexts.invite.title(name)} closeLabel={roomTexts.invite.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);

export function InviteButton({ room, name }: { room: RoomId; name: string }) {
  const [invites, setInvites] = useState(false);
  return (
    <section className={styles.section}>
      <Button look="main" onClick={() => setInvites(true)}>
        <UserPlus size={18} aria-hidden="true" />
        {roomTexts.invite.action}
      </Button>
      {invites && <Invite room={room} name={name} onClose={() => setInvites(false)} />}
    </section>
  );
}
