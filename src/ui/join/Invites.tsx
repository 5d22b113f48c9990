// Invites that were opened here: each is used as soon as there is a link. On the page of an invite it asks first, and goes into the room;
// elsewhere a line says what came of it.
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { roomPath } from '../place';
import { roomTexts, texts } from '../texts/texts';
import { Join } from './Join';
import styles from './Invites.module.css';

/** What came of an invite. */
export interface InviteEnd {
  readonly token: string;
  /** It led there; `undefined`: it is of no use, and `problem` says why. */
  readonly room: RoomId | undefined;
  readonly problem: string | undefined;
}

export function Invites({ token }: { token: string | undefined }) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const online = useAppState((state) => state.connection.state === 'online');
  const next = useAppState((state) => state.invites[0]);
  const [end, setEnd] = useState<InviteEnd>();
  const looksAt = useRef(token);
  useEffect(() => {
    looksAt.current = token;
  }, [token]);

  useEffect(() => {
    if (!online || next === undefined) return;
    const use = async () => {
      const outcome = await actions.enterByInvite(next);
      // Not heard: it is kept, and used on the next link.
      if (!outcome.ok && outcome.code === undefined) return;
      // Whoever looks on goes in with it.
      if (outcome.ok && looksAt.current === next) navigate(roomPath(outcome.room), { replace: true });
      else if (outcome.ok) setEnd({ token: next, room: outcome.room, problem: undefined });
      else setEnd({ token: next, room: undefined, problem: outcome.message });
      await actions.forgetInvite(next);
    };
    use().catch((error: unknown) => {
      setEnd({ token: next, room: undefined, problem: texts.unexpected });
      throw error;
    });
  }, [actions, navigate, online, next]);

  if (token !== undefined)
    return <Join key={token} token={token} end={end?.token === token ? end : undefined} />;
  return end && <InviteNote end={end} onDismiss={() => setEnd(undefined)} />;
}

function InviteNote({ end: { room, problem }, onDismiss }: { end: InviteEnd; onDismiss: () => void }) {
  const name = useAppState(({ rooms }) => rooms.find((row) => row.room === room)?.name);
  return (
    <output className={styles.note}>
      <span>{problem ?? (name === undefined ? roomTexts.join.inARoom : roomTexts.join.youAreIn(name))}</span>
      {room && (
        <Link href={roomPath(room)} onClick={onDismiss}>
          {roomTexts.join.open}
        </Link>
      )}
      <Button look="small" onClick={onDismiss}>
        {roomTexts.join.dismiss}
      </Button>
    </output>
  );
}
