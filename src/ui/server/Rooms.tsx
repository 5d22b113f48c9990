// The rooms of the server: public ones by name, of others only how many there are.
import { useCallback, useState } from 'react';
import type { AdminRoom } from '../../protocol/asks-admin';
import type { RoomId } from '../../protocol/ids';
import { adminPage } from '../../protocol/limits';
import { useActions, useAppState } from '../app-context';
import { Avatar } from '../design/Avatar';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { serverTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Server.module.css';
import { useAnswer } from './use-answer';

/** It keeps its name, and is not deleted. */
const lobbyName = 'Lobby';

export function Rooms() {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const ask = useCallback(async () => {
    const rooms: AdminRoom[] = [];
    let after: RoomId | undefined;
    for (;;) {
      const answer = await actions.ask('adminRooms', { after });
      if (!answer.ok) return answer;
      rooms.push(...answer.value);
      after = answer.value.at(-1)?.room;
      if (answer.value.length < adminPage) return { ok: true, value: rooms } as const;
    }
  }, [actions]);
  const { value: rooms, problem, reload } = useAnswer(ask);
  const [removing, setRemoving] = useState<AdminRoom>();
  const [done, setDone] = useState<string>();
  const count = (kind: AdminRoom['visibility']) =>
    rooms?.filter(({ visibility }) => visibility === kind).length ?? 0;
  const others = { privates: count('private'), directs: count('direct') };

  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{serverTexts.rooms.title}</h3>
      <output className={styles.note}>{done}</output>
      {!rooms && <p className={styles.note}>{problem ?? serverTexts.asking}</p>}
      <ul aria-label={serverTexts.rooms.list} className={styles.list}>
        {rooms
          ?.filter(({ visibility }) => visibility === 'public')
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map((room) => (
            <li key={room.room} className={styles.row}>
              <Avatar name={room.name} />
              <div className={styles.words}>
                <bdi className={styles.name}>{room.name}</bdi>
                <p className={styles.note}>{serverTexts.rooms.members(room.members)}</p>
              </div>
              {room.name !== lobbyName && (
                <Button
                  look="danger"
                  disabled={!online}
                  title={online ? undefined : texts.needsConnection}
                  aria-label={serverTexts.rooms.remove(room.name)}
                  onClick={() => setRemoving(room)}
                >
                  {serverTexts.rooms.removeWord}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {others.privates + others.directs > 0 && (
        <p className={styles.note}>{serverTexts.rooms.others(others.privates, others.directs)}</p>
      )}
      {removing && (
        <RemoveRoom
          room={removing}
          onClose={() => setRemoving(undefined)}
          onDone={() => {
            setRemoving(undefined);
            setDone(serverTexts.rooms.done(removing.name));
            void reload();
          }}
        />
      )}
    </section>
  );
}

interface RemoveRoomProps {
  room: AdminRoom;
  onClose: () => void;
  onDone: () => void;
}

function RemoveRoom({ room: { room, name }, onClose, onDone }: RemoveRoomProps) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const { problem, attemptOnce, busy } = useAttempt();
  const remove = async () => {
    if (await attemptOnce(() => actions.ask('adminDeleteRoom', { room }))) onDone();
  };
  return (
    <Dialog title={serverTexts.rooms.removeWord} onClose={onClose}>
      <p>{serverTexts.rooms.what(name)}</p>
      <Problem>{problem}</Problem>
      <ButtonRow>
        <Button look="main" onClick={onClose}>
          {serverTexts.leaveIt}
        </Button>
        <Button look="danger" disabled={!online} aria-busy={busy} onClick={() => void remove()}>
          {serverTexts.rooms.removeWord}
        </Button>
      </ButtonRow>
    </Dialog>
  );
}
