// In a room of two: blocking the other one.
import { useId } from 'react';
import type { Person } from '../../protocol/ask';
import { block, unblock } from '../../store/blocking';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { roomTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './RoomPanel.module.css';

export function BlockPartner({ person }: { person: Person }) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const isBlocked = useAppState(({ blocked }) => blocked.some(({ user }) => user === person.user));
  const { problem, attempt } = useAttempt();
  const noteId = useId();
  return (
    <section className={styles.section}>
      <Problem>{problem}</Problem>
      <Button
        look={isBlocked ? 'plain' : 'danger'}
        disabled={!online}
        aria-describedby={noteId}
        onClick={() => void attempt(() => (isBlocked ? unblock : block)(actions, person))}
      >
        {isBlocked ? roomTexts.people.unblock(person.name) : roomTexts.people.block(person.name)}
      </Button>
      <p id={noteId} className={styles.note}>
        {online ? roomTexts.people.blockWhy(person.name) : texts.needsConnection}
      </p>
    </section>
  );
}
