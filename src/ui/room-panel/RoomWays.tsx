// What concerns the room as a whole: who finds it, leaving it, deleting it.
import { useState } from 'react';
import type { RoomChange, MembershipChange } from '../../protocol/room-change';
import type { RoomRights } from '../../store/members-view';
import type { OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { BlockPartner } from './BlockPartner';
import styles from './RoomPanel.module.css';

export function RoomWays({ open, rights }: { open: OpenRoomView; rights: RoomRights }) {
  const actions = useActions();
  const self = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  const [asks, setAsks] = useState<'leave' | 'delete'>();
  const { problem, attempt } = useAttempt();
  const { room, visibility, partner, name } = open;
  const change = (what: RoomChange | MembershipChange) => void attempt(() => actions.changeRoom(room, what));

  const leave = () => {
    setAsks(undefined);
    if (self !== undefined) change({ what: 'leave', user: self });
  };
  const close = () => setAsks(undefined);

  if (partner) return <BlockPartner person={{ user: partner, name }} />;
  return (
    <section className={styles.section}>
      <Problem>{problem}</Problem>
      {rights.own && (
        <Button
          onClick={() =>
            change({ what: 'visibility', visibility: visibility === 'public' ? 'private' : 'public' })
          }
        >
          {visibility === 'public' ? roomTexts.ways.makePrivate : roomTexts.ways.makePublic}
        </Button>
      )}
      {rights.leave && (
        <Button look="danger" onClick={() => (visibility === 'private' ? setAsks('leave') : leave())}>
          {roomTexts.ways.leave}
        </Button>
      )}
      {rights.own && (
        <>
          <p className={styles.note}>{roomTexts.ways.ownerStays}</p>
          <Button look="danger" onClick={() => setAsks('delete')}>
            {roomTexts.ways.remove}
          </Button>
        </>
      )}
      {asks === 'leave' && (
        <Dialog title={roomTexts.ways.leaveTitle} onClose={close}>
          <p>{roomTexts.ways.leaveAsk}</p>
          <ButtonRow>
            <Button onClick={close}>{roomTexts.ways.stay}</Button>
            <Button look="danger" onClick={leave}>
              {roomTexts.ways.leave}
            </Button>
          </ButtonRow>
        </Dialog>
      )}
      {asks === 'delete' && (
        <Dialog title={roomTexts.ways.removeTitle} onClose={close}>
          <p>{roomTexts.ways.removeAsk}</p>
          <ButtonRow>
            <Button onClick={close}>{roomTexts.ways.keepRoom}</Button>
            <Button
              look="danger"
              onClick={() => {
                close();
                change({ what: 'delete' });
              }}
            >
              {roomTexts.ways.remove}
            </Button>
          </ButtonRow>
        </Dialog>
      )}
    </section>
  );
}
