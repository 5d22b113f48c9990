// Brings people into a room: those who are here by name, everybody else with a link.
import { useState } from 'react';
import type { RoomId, UserId } from '../../protocol/ids';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { InviteLinks } from '../invites/InviteLinks';
import { PeopleFinder } from '../people/PeopleFinder';
import { PersonRow } from '../people/PersonRow';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Invite.module.css';

export function Invite({ room, name, onClose }: { room: RoomId; name: string; onClose: () => void }) {
  const actions = useActions();
  const [invited, setInvited] = useState<readonly UserId[]>([]);
  const { problem, attempt } = useAttempt();

  const invite = async (user: UserId) => {
    if (await attempt(() => actions.changeRoom(room, { what: 'invite', user })))
      setInvited([...invited, user]);
  };

  return (
    <Dialog title={roomTexts.invite.title(name)} closeLabel={roomTexts.invite.close} onClose={onClose}>
      <section className={styles.people}>
        <h3 className={styles.title}>{roomTexts.invite.people}</h3>
        <PeopleFinder
          renderRow={({ user, name: person }) => (
            <PersonRow
              key={user}
              name={person}
              detail={invited.includes(user) ? roomTexts.people.invited : undefined}
            >
              {!invited.includes(user) && (
                <Button aria-label={roomTexts.people.invite(person)} onClick={() => void invite(user)}>
                  {roomTexts.people.inviteWord}
                </Button>
              )}
            </PersonRow>
          )}
        />
        <Problem>{problem}</Problem>
      </section>
      <InviteLinks room={room} title={roomTexts.invite.link} why={roomTexts.invite.linkWhy} />
    </Dialog>
  );
}
