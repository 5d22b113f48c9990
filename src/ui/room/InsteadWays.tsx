// Below the words that stand in the place of the box: the ways back, or out of the list.
import { useId } from 'react';
import { useLocation } from 'wouter';
import { unblock } from '../../store/blocking';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Problem } from '../design/Problem';
import { roomsPath } from '../place';
import { roomTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import type { InsteadProps } from './InsteadOfBox';

export function InsteadWays({ open, instead: { why, waits }, onDiscard }: InsteadProps) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const online = useAppState((state) => state.connection.state === 'online');
  const { problem, attempt } = useAttempt();
  const needsId = useId();
  const { room, visibility, partner, left } = open;
  const isListed = useAppState(({ rooms }) => rooms.some((row) => row.room === room));
  const asked = { disabled: !online, 'aria-describedby': online ? undefined : needsId };

  const unlist = async () => {
    if (await attempt(() => actions.unlistRoom(room))) navigate(roomsPath);
  };

  const mayJoin =
    why === 'left' && visibility === 'public' && (left?.why === 'left' || left?.why === 'removed');
  const needs = mayJoin || why === 'blocked';
  return (
    <>
      <Problem>{problem}</Problem>
      <ButtonRow>
        {waits && (
          <Button onClick={() => onDiscard({ id: waits.id, what: 'change' })}>
            {why === 'leave' ? roomTexts.ways.stay : roomTexts.ways.keepRoom}
          </Button>
        )}
        {why === 'blocked' && partner && (
          <Button {...asked} onClick={() => void attempt(() => unblock(actions, { user: partner }))}>
            {roomTexts.people.unblock(open.name)}
          </Button>
        )}
        {mayJoin && (
          <Button {...asked} onClick={() => void attempt(() => actions.joinRoom(room))}>
            {roomTexts.ways.joinAgain}
          </Button>
        )}
        {why === 'left' && isListed && <Button onClick={() => void unlist()}>{roomTexts.ways.unlist}</Button>}
      </ButtonRow>
      {needs && !online && <p id={needsId}>{texts.needsConnection}</p>}
    </>
  );
}
