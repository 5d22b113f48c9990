// All who have an account, found by the beginning of a name, each with the way to manage the account.
import { useDeferredValue, useState } from 'react';
import type { UserId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { TextField } from '../design/TextField';
import { serverTexts } from '../texts/texts';
import { useNow } from '../use-now';
import { ManagePerson } from './ManagePerson';
import { PersonRow } from './PersonRow';
import styles from './Server.module.css';
import { usePeople } from './use-people';

export function People({ self }: { self: UserId | undefined }) {
  const online = useAppState((state) => state.connection.state === 'online');
  const [typed, setTyped] = useState('');
  const { people, problem, hasMore, loadMore, reload } = usePeople(useDeferredValue(typed.trim()));
  const [managed, setManaged] = useState<UserId>();
  const [done, setDone] = useState<string>();
  const nowMs = useNow(60_000);
  const person = people?.find(({ user }) => user === managed);

  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{serverTexts.people.title}</h3>
      <TextField
        label={serverTexts.people.find}
        type="search"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        // Nothing is lost with it: a new version may reload the page.
        data-kept=""
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <output className={styles.note}>{done}</output>
      {!people && <p className={styles.note}>{problem ?? serverTexts.asking}</p>}
      {people?.length === 0 && <p className={styles.note}>{serverTexts.people.none}</p>}
      <ul aria-label={serverTexts.people.list} className={styles.list}>
        {people?.map((each) => (
          <PersonRow
            key={each.user}
            person={each}
            isSelf={each.user === self}
            online={online}
            nowMs={nowMs}
            onManage={() => setManaged(each.user)}
          />
        ))}
      </ul>
      {hasMore && (
        <Button className={styles.more} disabled={!online} onClick={loadMore}>
          {serverTexts.people.more}
        </Button>
      )}
      {person && (
        <ManagePerson
          key={person.user}
          person={person}
          onDone={(what) => {
            setDone(what);
            void reload();
          }}
          onClose={() => setManaged(undefined)}
        />
      )}
    </section>
  );
}
