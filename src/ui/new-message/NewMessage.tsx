// Which room the next words are for: from the app's icon, with something that was shared, or with a message to forward. They become a draft there; nothing is
// sent before the person says so.
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { sharedText } from '../address';
import { useActions, useAppState } from '../app-context';
import { Avatar } from '../design/Avatar';
import { Problem } from '../design/Problem';
import { forwardedText } from '../forwarding';
import { browsePath, newMessagePath, roomPath } from '../place';
import { later, texts } from '../texts/texts';
import { readyToType } from '../use-landing';
import styles from './NewMessage.module.css';

export function NewMessage() {
  const actions = useActions();
  const [, navigate] = useLocation();
  const listed = useAppState((state) => state.rooms);
  const rooms = listed.filter(({ left }) => !left);
  const [forwarded] = useState(() => forwardedText(history.state));
  const [shared] = useState(() => sharedText(location.search));
  const text = forwarded ?? shared;
  const [problem, setProblem] = useState<string>();

  const choose = async (room: RoomId) => {
    const outcome = await actions.addToDraft(room, text);
    if (!outcome.ok) {
      setProblem(outcome.message);
      return;
    }
    // It is a draft now; whoever comes back here does not find it a second time.
    const unused = forwarded === undefined ? '' : location.search;
    history.replaceState(null, '', `${location.pathname}${unused}#${newMessagePath}`);
    navigate(roomPath(room), { state: readyToType });
  };

  return (
    <div className={styles.page}>
      {text !== '' && (
        <blockquote
          className={styles.shared}
          dir="auto"
          aria-label={forwarded === undefined ? later.newMessage.shared : later.newMessage.forwarded}
        >
          {text}
        </blockquote>
      )}
      <Problem>{problem}</Problem>
      {rooms.length === 0 ? (
        <p>
          {texts.rooms.none} <Link href={browsePath}>{texts.rooms.browse}</Link>
        </p>
      ) : (
        <>
          <h3 className={styles.which}>{later.newMessage.which}</h3>
          <ul aria-label={later.newMessage.which}>
            {rooms.map(({ room, name }) => (
              <li key={room}>
                <button type="button" className={styles.room} onClick={() => void choose(room)}>
                  <Avatar name={name} />
                  <bdi>{name}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
