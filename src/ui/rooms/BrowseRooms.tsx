// The public rooms: those one is in to open, the others to join.
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { PublicRoom } from '../../protocol/ask';
import type { RoomId } from '../../protocol/ids';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { PersonRow } from '../people/PersonRow';
import { roomPath } from '../place';
import { later, roomTexts, texts } from '../texts/texts';
import { PublicRoomRow } from './PublicRoomRow';
import styles from './BrowseRooms.module.css';

export function BrowseRooms() {
  const actions = useActions();
  const [, navigate] = useLocation();
  const online = useAppState((state) => state.connection.state === 'online');
  const mine = useAppState((state) => state.rooms);
  const former = useAppState((state) => state.unlisted).filter(({ left }) => left);
  const [rooms, setRooms] = useState<readonly PublicRoom[]>();
  const [problem, setProblem] = useState<string>();
  const newestAsk = useRef(0);

  const load = useCallback(() => {
    const ask = ++newestAsk.current;
    return actions.ask('rooms', undefined).then(
      (answer) => {
        if (ask !== newestAsk.current) return;
        setProblem(answer.ok ? undefined : answer.message);
        if (answer.ok) setRooms(answer.value);
      },
      (error: unknown) => {
        setProblem(texts.unexpected);
        throw error;
      },
    );
  }, [actions]);

  // Asked anew each time the link comes back.
  useEffect(() => {
    if (online) void load();
  }, [online, load]);

  const join = async (room: RoomId) => {
    setProblem(undefined);
    try {
      const outcome = await actions.joinRoom(room);
      if (outcome.ok) navigate(roomPath(outcome.room));
      else setProblem(outcome.message);
    } catch (error) {
      setProblem(texts.unexpected);
      throw error;
    }
  };

  const state = describe(rooms, online);
  return (
    <div className={styles.page}>
      <Problem>{problem}</Problem>
      {problem && online && (
        <Button className={styles.retry} onClick={() => void load()}>
          {later.browse.retry}
        </Button>
      )}
      {state && !problem && <p className={styles.note}>{state}</p>}
      <ul aria-label={later.browse.list} className={styles.list}>
        {rooms?.map((room) => (
          <PublicRoomRow
            key={room.room}
            room={room}
            mine={mine.some((row) => row.room === room.room && !row.left)}
            online={online}
            onJoin={join}
          />
        ))}
      </ul>
      {former.length > 0 && (
        <section>
          <h3 className={styles.title}>{roomTexts.ways.former}</h3>
          <p className={styles.note}>{roomTexts.ways.formerNote}</p>
          <ul aria-label={roomTexts.ways.former} className={styles.list}>
            {former.map(({ room, name }) => (
              <PersonRow key={room} name={name}>
                <Link href={roomPath(room)} className={styles.open} aria-label={later.browse.openRoom(name)}>
                  {later.browse.open}
                </Link>
              </PersonRow>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function describe(rooms: readonly PublicRoom[] | undefined, online: boolean): string | undefined {
  if (!rooms) return online ? later.browse.asking : later.browse.offline;
  return rooms.length === 0 ? later.browse.none : undefined;
}
