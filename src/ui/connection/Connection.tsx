// How the link is, in one word that is read aloud, and next to it what that means and what to do.
// Online it is a small sign in the corner; otherwise a line below the header, as long as it lasts.
import { useEffect, useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ConnectionView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Bars, type BarsLit } from '../design/Bars';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { connectionPath, outboxPath } from '../place';
import { texts } from '../texts/texts';
import { useNow } from '../use-now';
import styles from './Connection.module.css';
import { describeConnection, isAskedSlower } from './describe-connection';
import { LastHeard } from './LastHeard';
import { LinkLine } from './LinkLine';

const lit: Record<ConnectionView['state'], BarsLit> = { online: 4, connecting: 2, offline: 0 };

/** A link that is made within this time is not worth a line that pushes the page down and lets it up again. */
const lineDelayMs = 1000;

export function Connection() {
  const actions = useActions();
  const [path] = useLocation();
  const connection = useAppState((state) => state.connection);
  const waiting = useAppState((state) => state.waiting);
  const { state } = connection;
  const slower = isAskedSlower(connection, waiting);
  const hasLine = useHasLine(state) || slower;
  const nowMs = useNow(1000);
  const detailId = useId();
  const isElsewhere = path !== connectionPath;
  return (
    <>
      {!hasLine && isElsewhere && <LinkLine connection={connection} nowMs={nowMs} />}
      <div className={classNames(styles.connection, hasLine ? styles.line : styles.sign)}>
        <Bars lit={lit[state]} tone={state === 'online' && !slower ? 'ok' : 'wait'} />
        <div className={styles.words}>
          <output aria-label={texts.connection.label} className={styles.state}>
            {texts.connection.states[state]}
          </output>
          {hasLine && (
            <>
              <span id={detailId}> {describeConnection(connection, waiting, nowMs).join(' · ')}</span>
              {waiting > 0 && path !== outboxPath && (
                <>
                  {' · '}
                  <Link href={outboxPath} className={styles.outbox}>
                    {texts.outbox.title}
                  </Link>
                </>
              )}
              {isElsewhere && (
                <>
                  {' · '}
                  <Link href={connectionPath} className={styles.outbox}>
                    {texts.connection.label}
                  </Link>
                </>
              )}
              {connection.serverSilent && <p className={styles.silent}>{texts.connection.serverSilent}</p>}
            </>
          )}
          {!hasLine && state === 'online' && <LastHeard connection={connection} nowMs={nowMs} />}
        </div>
        {hasLine && !slower && (
          <Button
            look="small"
            className={styles.try}
            aria-describedby={detailId}
            onClick={() => actions.tryNow()}
          >
            {texts.connection.tryNow}
          </Button>
        )}
      </div>
    </>
  );
}

/** Once shown the line stays until the link is back: trying every few seconds must not make the page jump. */
function useHasLine(state: ConnectionView['state']): boolean {
  const [shown, setShown] = useState(state === 'offline');
  if (state === 'offline' && !shown) setShown(true);
  if (state === 'online' && shown) setShown(false);

  useEffect(() => {
    if (state !== 'connecting') return undefined;
    const timer = setTimeout(() => setShown(true), lineDelayMs);
    return () => clearTimeout(timer);
  }, [state]);
  return shown;
}
