// The page of an invite's link: what it is to, and the way in. Without a link the invite is kept and used later, and that is said.
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { InviteLook } from '../../protocol/accounts';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Problem } from '../design/Problem';
import { roomsPath } from '../place';
import { roomTexts, texts } from '../texts/texts';
import type { InviteEnd } from './Invites';
import styles from './Invites.module.css';

interface JoinProps {
  token: string;
  end: InviteEnd | undefined;
}

export function Join({ token, end }: JoinProps) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const connection = useAppState((state) => state.connection.state);
  const isKept = useAppState((state) => state.invites.includes(token));
  const [look, setLook] = useState<InviteLook | 'unknown'>();
  const [problem, setProblem] = useState<string>();
  const [isLetGo, setLetGo] = useState(false);
  const isOver = end !== undefined;
  // Between two tries it is connecting; that is no news.
  const [wasOffline, setWasOffline] = useState(false);
  if (wasOffline !== (connection === 'offline') && connection !== 'connecting') setWasOffline(!wasOffline);

  useEffect(() => {
    if (isKept || isOver || isLetGo || look !== undefined) return;
    const begin = async () => {
      if (connection === 'offline') return await actions.keepInvite(token);
      if (connection !== 'online') return undefined;
      const answer = await actions.lookAtInvite(token);
      // Perhaps they came by it before: the server knows, and says so, or why not.
      if (answer && 'problem' in answer) return await actions.keepInvite(token);
      setLook(answer ?? 'unknown');
      return undefined;
    };
    begin().catch((error: unknown) => {
      setProblem(texts.unexpected);
      throw error;
    });
  }, [actions, token, connection, isKept, isOver, isLetGo, look]);

  const leave = async () => {
    setLetGo(true);
    if (isKept) await actions.forgetInvite(token);
    navigate(roomsPath);
  };

  const toRooms = (
    <Link href={roomsPath} className={styles.toRooms}>
      {roomTexts.join.toRooms}
    </Link>
  );
  return (
    <div className={styles.page}>
      <Problem>{problem ?? end?.problem}</Problem>
      {end && toRooms}
      {isKept && !end && (
        <>
          <output>{wasOffline ? roomTexts.join.kept : roomTexts.join.joining}</output>
          {wasOffline && (
            <ButtonRow>
              <Button onClick={() => void leave()}>{roomTexts.join.forget}</Button>
              {toRooms}
            </ButtonRow>
          )}
        </>
      )}
      {!isKept && !end && !look && <output>{roomTexts.join.asking}</output>}
      {!isKept && !end && look && (
        <>
          <Invited look={look} />
          <ButtonRow>
            <Button onClick={() => void leave()}>{roomTexts.join.notNow}</Button>
            {(look === 'unknown' || look.room !== undefined) && (
              <Button look="main" onClick={() => void actions.keepInvite(token)}>
                {roomTexts.join.join}
              </Button>
            )}
          </ButtonRow>
        </>
      )}
    </div>
  );
}

function Invited({ look }: { look: InviteLook | 'unknown' }) {
  if (look === 'unknown') return <p className={styles.to}>{roomTexts.join.toARoom}</p>;
  const { room, by } = look;
  if (room === undefined) return <p>{roomTexts.join.toServer}</p>;
  return (
    <div>
      <p className={styles.to}>{roomTexts.join.to(room)}</p>
      <p className={styles.by}>{roomTexts.join.by(by)}</p>
    </div>
  );
}
