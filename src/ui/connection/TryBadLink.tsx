// While developing: makes the link of this device worse.
import { useEffect, useId, useState } from 'react';
import { useActions } from '../app-context';
import { later } from '../texts/texts';
import styles from './ConnectionPage.module.css';

export function TryBadLink() {
  const actions = useActions();
  const [isBad, setBad] = useState(false);
  const whyId = useId();

  useEffect(() => {
    void actions.remembered('badLink').then((known) => setBad(known === true));
  }, [actions]);

  const set = (next: boolean) => {
    setBad(next);
    void actions.remember('badLink', next).then(() => actions.tryNow());
  };
  return (
    <section className={styles.section}>
      <label className={styles.switch}>
        <input
          type="checkbox"
          aria-describedby={whyId}
          checked={isBad}
          onChange={(event) => set(event.target.checked)}
        />
        {later.link.tryBad}
      </label>
      <p id={whyId} className={styles.note}>
        {later.link.tryBadWhy}
      </p>
    </section>
  );
}
