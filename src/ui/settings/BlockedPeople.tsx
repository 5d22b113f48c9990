// Whom this person blocked, and the way to take it back.
import { unblock } from '../../store/blocking';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { PersonRow } from '../people/PersonRow';
import { roomTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Settings.module.css';

export function BlockedPeople() {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const blocked = useAppState((state) => state.blocked);
  const { problem, attempt } = useAttempt();

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{roomTexts.people.blocked}</h4>
      <p className={styles.note}>
        {blocked.length === 0 ? roomTexts.people.nobodyBlocked : roomTexts.people.blockedNote}
      </p>
      <Problem>{problem}</Problem>
      {blocked.length > 0 && (
        <ul aria-label={roomTexts.people.blocked} className={styles.list}>
          {blocked.map((person) => (
            <PersonRow
              key={person.user}
              name={person.name}
              detail={online ? undefined : texts.needsConnection}
            >
              <Button
                aria-label={roomTexts.people.unblock(person.name)}
                disabled={!online}
                onClick={() => void attempt(() => unblock(actions, person))}
              >
                {roomTexts.people.unblockWord}
              </Button>
            </PersonRow>
          ))}
        </ul>
      )}
    </section>
  );
}
