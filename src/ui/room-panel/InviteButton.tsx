// Opens what brings people into the room.
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import { Button } from '../design/Button';
import { roomTexts } from '../texts/texts';
import { Invite } from './Invite';
import styles from './RoomPanel.module.css';

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
