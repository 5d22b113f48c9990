// While online, when the server was last heard: for who asks for it, and by itself when that is a while ago.
import { useId, useState } from 'react';
import type { ConnectionView } from '../../store/state';
import { classNames } from '../design/class-names';
import { texts } from '../texts/texts';
import styles from './Connection.module.css';
import { isLongSilent, lastHeard } from './describe-connection';

export function LastHeard({ connection, nowMs }: { connection: ConnectionView; nowMs: number }) {
  const [asked, setAsked] = useState(false);
  const id = useId();
  const words = lastHeard(connection, nowMs);
  if (words === undefined) return null;
  return (
    <>
      <button
        type="button"
        className={styles.ask}
        aria-label={texts.connection.details}
        aria-expanded={asked}
        aria-controls={id}
        onClick={() => setAsked(!asked)}
      />
      <span
        id={id}
        className={classNames(styles.heard, (asked || isLongSilent(connection, nowMs)) && styles.shown)}
      >
        {words}
      </span>
    </>
  );
}
