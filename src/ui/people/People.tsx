// A new message to a person: finds them by name and opens the one room that the two of them have.
import { useLocation } from 'wouter';
import type { Person } from '../../protocol/ask';
import { unblock } from '../../store/blocking';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { roomPath } from '../place';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { readyToType } from '../use-landing';
import { PeopleFinder } from './PeopleFinder';
import styles from './People.module.css';
import { PersonRow } from './PersonRow';

export function People() {
  const actions = useActions();
  const [, navigate] = useLocation();
  const online = useAppState((state) => state.connection.state === 'online');
  const blocked = useAppState((state) => state.blocked);
  const { problem, attempt } = useAttempt();

  const write = async ({ user }: Person) => {
    const outcome = await actions.directRoom(user);
    if (outcome.ok) navigate(roomPath(outcome.room), { state: readyToType });
    return outcome;
  };

  const row = (person: Person) => {
    const { name } = person;
    const isBlocked = blocked.some(({ user }) => user === person.user);
    return (
      <PersonRow key={person.user} name={name} detail={isBlocked ? roomTexts.people.isBlocked : undefined}>
        <Button
          aria-label={isBlocked ? roomTexts.people.unblock(name) : roomTexts.people.write(name)}
          disabled={!online}
          onClick={() => void attempt(() => (isBlocked ? unblock(actions, person) : write(person)))}
        >
          {isBlocked ? roomTexts.people.unblockWord : roomTexts.people.writeWord}
        </Button>
      </PersonRow>
    );
  };

  return (
    <div className={styles.page}>
      <PeopleFinder focus renderRow={row} />
      <Problem>{problem}</Problem>
    </div>
  );
}
