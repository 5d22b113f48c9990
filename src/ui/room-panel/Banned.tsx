// Who may not come back: asked for when somebody wants to see it.
import { useEffect, useRef, useState } from 'react';
import type { AskResult } from '../../protocol/ask';
import { newestChangeSeq } from '../../store/members-view';
import type { OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { PersonRow } from '../people/PersonRow';
import { roomTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './RoomPanel.module.css';

export function Banned({ open }: { open: OpenRoomView }) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const [isOpen, setOpen] = useState(false);
  const [bans, setBans] = useState<AskResult<'bans'>>();
  const { problem, attempt } = useAttempt();
  const { room } = open;
  const changedAtSeq = newestChangeSeq(open.items);
  const askedAtSeq = useRef(changedAtSeq);

  useEffect(() => {
    askedAtSeq.current = changedAtSeq;
    if (!isOpen || !online) return;
    void attempt(async () => {
      const answer = await actions.ask('bans', { room });
      if (answer.ok) setBans(answer.value);
      return answer;
    });
  }, [actions, attempt, room, isOpen, online, changedAtSeq]);

  return (
    <section className={styles.section}>
      <Button look="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {roomTexts.members.banned}
      </Button>
      {isOpen && (
        <>
          <Problem>{problem}</Problem>
          {!bans && !online && <p className={styles.note}>{texts.needsConnection}</p>}
          {bans?.length === 0 && <p className={styles.note}>{roomTexts.members.nobodyBanned}</p>}
          <ul aria-label={roomTexts.members.banned}>
            {bans?.map(({ user, name }) => (
              <PersonRow key={user} name={name}>
                <Button onClick={() => void attempt(() => actions.changeRoom(room, { what: 'unban', user }))}>
                  {roomTexts.members.unban(name)}
                </Button>
              </PersonRow>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
