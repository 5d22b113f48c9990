// The server in two sentences: how much is on it, and who may come.
import { useCallback } from 'react';
import { useActions } from '../app-context';
import { serverTexts } from '../texts/texts';
import styles from './Server.module.css';
import { useAnswer } from './use-answer';

export function About() {
  const actions = useActions();
  const { value: server, problem } = useAnswer(
    useCallback(() => actions.ask('adminServer', undefined), [actions]),
  );
  return (
    <section className={styles.section}>
      {server ? (
        <p>
          {serverTexts.counts(server.people, server.rooms)} {serverTexts.registration[server.registration]}
        </p>
      ) : (
        <p className={styles.note}>{problem ?? serverTexts.asking}</p>
      )}
      <p className={styles.note}>{serverTexts.registrationWhy}</p>
    </section>
  );
}
