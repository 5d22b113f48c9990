// Somebody in the room, and what can be done: removing them at once, the rest below when it is asked for.
import { Ellipsis } from 'lucide-react';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { block, unblock } from '../../store/blocking';
import type { MemberView } from '../../store/members-view';
import type { CompanyView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { PersonRow } from '../people/PersonRow';
import { roomPath } from '../place';
import { changeText } from '../room/change-text';
import { presenceText } from '../room/presence-text';
import { roomTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { useNow } from '../use-now';
import { readyToType } from '../use-landing';
import styles from './RoomPanel.module.css';

interface MemberRowProps {
  room: RoomId;
  member: MemberView;
  /** Left out: nothing is known, or shown, of when they are here. */
  presence?: NonNullable<CompanyView['presence']>[number] | undefined;
}

export function MemberRow({ room, member, presence }: MemberRowProps) {
  const actions = useActions();
  const [isOpen, setOpen] = useState(false);
  const { problem, attempt } = useAttempt();
  const waysId = useId();
  const nowMs = useNow(presence?.seenMs === undefined ? undefined : 60_000);
  const { user, name, role, isSelf, may, waits } = member;
  const here = presence && !isSelf ? presenceText(presence, nowMs) : '';
  const facts = [roomTexts.panel.roles[role], here].filter((fact) => fact !== '');
  const change = (what: MemberView['may'][number]) =>
    void attempt(() => actions.changeRoom(room, { what, user }));
  return (
    <PersonRow
      name={name}
      aside={isSelf ? roomTexts.members.you : undefined}
      detail={waits ? changeText(waits) : facts.join(' · ') || undefined}
      below={
        (isOpen || problem) && (
          <>
            <Problem>{problem}</Problem>
            {isOpen && (
              <div id={waysId} className={styles.section}>
                <PersonWays user={user} name={name} />
                {may
                  .filter((what) => what !== 'remove')
                  .map((what) => (
                    <Button
                      key={what}
                      look={what === 'ban' ? 'danger' : 'plain'}
                      disabled={waits !== undefined}
                      onClick={() => change(what)}
                    >
                      {roomTexts.members[what](name)}
                    </Button>
                  ))}
              </div>
            )}
          </>
        )
      }
    >
      {may.includes('remove') && (
        <Button
          aria-label={roomTexts.members.remove(name)}
          disabled={waits !== undefined}
          onClick={() => change('remove')}
        >
          {roomTexts.members.removeWord}
        </Button>
      )}
      {!isSelf && (
        <Button
          look="quiet"
          className={styles.expand}
          aria-label={roomTexts.members.moreAbout(name)}
          aria-expanded={isOpen}
          aria-controls={isOpen ? waysId : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Ellipsis size={20} aria-hidden="true" />
        </Button>
      )}
    </PersonRow>
  );
}

/** What has nothing to do with the room: it needs the broker's answer. */
function PersonWays({ user, name }: Pick<MemberView, 'user' | 'name'>) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const online = useAppState((state) => state.connection.state === 'online');
  const isBlocked = useAppState(({ blocked }) => blocked.some((each) => each.user === user));
  const { problem, attempt } = useAttempt();
  const needsId = useId();
  const asked = { disabled: !online, 'aria-describedby': online ? undefined : needsId };

  const write = () =>
    attempt(async () => {
      const outcome = await actions.directRoom(user);
      if (outcome.ok) navigate(roomPath(outcome.room), { state: readyToType });
      return outcome;
    });

  return (
    <>
      <Problem>{problem}</Problem>
      {!isBlocked && (
        <Button {...asked} onClick={() => void write()}>
          {roomTexts.people.write(name)}
        </Button>
      )}
      <Button
        {...asked}
        onClick={() => void attempt(() => (isBlocked ? unblock : block)(actions, { user, name }))}
      >
        {isBlocked ? roomTexts.people.unblock(name) : roomTexts.people.block(name)}
      </Button>
      {!online && (
        <p id={needsId} className={styles.note}>
          {texts.needsConnection}
        </p>
      )}
    </>
  );
}
