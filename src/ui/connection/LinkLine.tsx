// While there is a link, a thin line below the header: how long the way there and back takes, and what waits all the same.
import { Link } from 'wouter';
import type { AppState, ConnectionView } from '../../store/state';
import { useAppState } from '../app-context';
import { connectionPath } from '../place';
import { texts } from '../texts/texts';
import styles from './Connection.module.css';
import { trip } from './trip';

/** What has just been written is on its way: no word about it. */
const patienceMs = 3_000;

export function LinkLine({ connection, nowMs }: { connection: ConnectionView; nowMs: number }) {
  const waiting = useAppState(({ outbox }) => outbox.filter((item) => waitsLong(item, nowMs)).length);
  const { state, roundTripMs } = connection;
  const facts = [
    ...(state === 'online' && roundTripMs !== undefined ? [texts.link.there(trip(roundTripMs))] : []),
    ...(waiting > 0 ? [texts.connection.waiting(waiting)] : []),
  ];
  return (
    <p className={styles.thin}>
      <Link href={connectionPath} className={styles.page}>
        {texts.connection.label}
      </Link>
      {facts.map((fact) => ` · ${fact}`)}
    </p>
  );
}

const waitsLong = ({ state, atMs }: AppState['outbox'][number], nowMs: number): boolean =>
  state !== 'failed' && nowMs - atMs > patienceMs;
