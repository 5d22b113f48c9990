// The way to the outbox, there as long as something is in it.
import { Inbox } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'wouter';
import { useAppState } from '../app-context';
import { outboxPath } from '../place';
import { texts } from '../texts/texts';
import styles from './OutboxLink.module.css';

export function OutboxLink({ current }: { current: boolean }) {
  const id = useId();
  const waiting = useAppState((state) => state.outbox.filter((row) => row.state !== 'failed').length);
  const failed = useAppState((state) => state.outbox.filter((row) => row.state === 'failed').length);
  if (waiting + failed === 0) return null;
  return (
    <Link
      href={outboxPath}
      className={styles.link}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-facts`}
      aria-current={current ? 'page' : undefined}
    >
      <Inbox size={18} aria-hidden="true" />
      <span id={`${id}-name`}>{texts.outbox.title}</span>
      <span id={`${id}-facts`} className={styles.facts}>
        {waiting > 0 && <span className={styles.waiting}>{texts.rooms.waiting(waiting)}</span>}
        {waiting > 0 && failed > 0 && ' · '}
        {failed > 0 && <span className={styles.failed}>{texts.rooms.failed(failed)}</span>}
      </span>
    </Link>
  );
}
