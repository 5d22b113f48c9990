// How the link is, and was: its interruptions and round trips of the last hour, what it carried today, what data saver would do.
import { Link } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { settingsPath } from '../place';
import { later, texts } from '../texts/texts';
import { size } from '../texts/sizes';
import { useNow } from '../use-now';
import styles from './ConnectionPage.module.css';
import { describeConnection, lastHeard } from './describe-connection';
import { Drops } from './Drops';
import { RoundTrips } from './RoundTrips';
import { Traffic } from './Traffic';
import { trip } from './trip';
import { TryBadLink } from './TryBadLink';
import { useLinkReport } from './use-link-report';

export function ConnectionPage() {
  const report = useLinkReport();
  const nowMs = useNow(1000);
  const all = report?.today.find(({ room }) => room === '');
  return (
    <div className={styles.page}>
      <Now nowMs={nowMs} />
      <section className={styles.section}>
        <h3 className={styles.title}>{later.link.hour}</h3>
        {report && (
          <>
            <Drops drops={report.drops} />
            <RoundTrips report={report} nowMs={nowMs} />
          </>
        )}
      </section>
      <section className={styles.section}>
        <h3 className={styles.title}>{later.link.today}</h3>
        {report && <Traffic today={report.today} />}
        <p className={styles.note}>{later.link.counted}</p>
      </section>
      <Saver spared={all?.signalBytes ?? 0} of={all ? all.upBytes + all.downBytes : 0} />
      {import.meta.env.DEV && <TryBadLink />}
    </div>
  );
}

function Now({ nowMs }: { nowMs: number }) {
  const actions = useActions();
  const connection = useAppState((state) => state.connection);
  const waiting = useAppState((state) => state.waiting);
  const { state, roundTripMs } = connection;
  const heard = lastHeard(connection, nowMs);
  const facts = [
    ...(state === 'online' && roundTripMs !== undefined ? [texts.link.there(trip(roundTripMs))] : []),
    ...(state === 'online' && heard !== undefined ? [heard] : []),
    ...describeConnection(connection, waiting, nowMs),
  ];
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{later.link.now}</h3>
      <p className={styles.facts}>{[texts.connection.states[state], ...facts].join(' · ')}</p>
      {/* Without a link it stands in the line above. */}
      {state === 'online' && <Button onClick={() => actions.tryNow()}>{texts.connection.tryNow}</Button>}
    </section>
  );
}

/** Bytes of today. */
function Saver({ spared, of }: { spared: number; of: number }) {
  const saving = useAppState(({ connection }) => connection.saving === true);
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{later.link.saver}</h3>
      <p>{saving ? later.link.saverIsOn : later.link.saverWould(size(spared), size(of))}</p>
      <Link href={settingsPath} className={styles.way}>
        {later.link.toSaver}
      </Link>
    </section>
  );
}
