// What was written or typed here and is at nobody else's: to be read, and to be copied before anything is signed out.
import { useEffect, useState } from 'react';
import type { Draft } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { CopyButton } from '../design/CopyButton';
import { later } from '../texts/texts';
import styles from './Unsent.module.css';

export function Unsent() {
  const actions = useActions();
  const outbox = useAppState((state) => state.outbox);
  const rooms = useAppState((state) => state.rooms);
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  useEffect(() => void actions.drafts().then(setDrafts), [actions]);

  const written = outbox.filter(({ what }) => what === 'message' || what === 'edit');
  const unsent = [
    ...written.map(({ id, roomName, text }) => ({ key: String(id), roomName, text, isDraft: false })),
    ...drafts.map(({ room, text }) => ({
      key: String(room),
      roomName: rooms.find((each) => each.room === room)?.name ?? '',
      text,
      isDraft: true,
    })),
  ];
  if (unsent.length === 0) return null;
  return (
    <section className={styles.unsent}>
      <h3 className={styles.title}>{later.refused.unsent.title}</h3>
      <ul aria-label={later.refused.unsent.title} className={styles.list}>
        {unsent.map(({ key, roomName, text, isDraft }) => (
          <li key={key}>
            <p className={styles.where}>
              <bdi>{roomName}</bdi>
              {isDraft && ` · ${later.refused.unsent.draft}`}
            </p>
            <p className={styles.text} dir="auto">
              {text}
            </p>
          </li>
        ))}
      </ul>
      <CopyButton
        text={unsent.map(({ roomName, text }) => `${roomName}: ${text}`).join('\n\n')}
        label={later.refused.unsent.copy}
        copiedLabel={later.copy.copied}
        byHandLabel={later.copy.yourself}
      />
    </section>
  );
}
