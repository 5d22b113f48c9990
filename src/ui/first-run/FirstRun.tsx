// The first steps of somebody new: a name, a room, and then to see for themselves that words are safe without a link. It lies over the
// free top of an empty room, so that nothing moves, and goes for good when it was done or skipped.
//
//   begin ── no link ──▶ write ── a message waits ──▶ waits ── it is stored ──▶ stored
import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AppState } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { later } from '../texts/texts';
import styles from './FirstRun.module.css';

/** With more than that the room is not empty any more, and what is on the screen counts. */
const fewMessages = 6;

export function FirstRun() {
  const actions = useActions();
  const step = useAppState((state) => state.firstRun);
  const link = useAppState(({ connection }) => connection.state);
  const waits = useAppState(({ waiting }) => waiting > 0);
  const isCrowded = useAppState(({ open }) => messagesIn(open).length > fewMessages);
  const hasStored = useAppState(({ open }) =>
    messagesIn(open).some(({ own, seq }) => own && seq !== undefined),
  );

  // From the first try that fails until there is a link again: what is tried in between is no news.
  const [isAway, setAway] = useState(link === 'offline');
  if (link === 'offline' && !isAway) setAway(true);
  if (link === 'online' && isAway) setAway(false);

  const isStored = step === 'waited' && !isAway && !waits && hasStored;
  const [isDone, setDone] = useState(false);
  if (isStored && !isDone) setDone(true);

  const hasWaited = step === 'begun' && isAway && waits;
  useEffect(() => {
    if (hasWaited) void actions.remember('firstRun', 'waited');
  }, [actions, hasWaited]);
  useEffect(() => {
    if (isDone) void actions.remember('firstRun', undefined);
  }, [actions, isDone]);

  if (isCrowded || (step === undefined && !isDone)) return null;
  let now: 'begin' | 'write' | 'waits' | 'stored' = isAway ? 'write' : 'begin';
  if (step === 'waited' || (isAway && waits)) now = 'waits';
  if (isDone) now = 'stored';
  return (
    <div className={styles.holder}>
      <section className={styles.card} aria-label={later.firstRun.label}>
        <ol className={styles.steps}>
          <Done>{later.firstRun.name}</Done>
          <Done>{later.firstRun.room}</Done>
          <li className={styles.now}>{later.firstRun.words[now]}</li>
        </ol>
        <Button
          look="small"
          className={styles.way}
          onClick={() => {
            setDone(false);
            void actions.remember('firstRun', undefined);
          }}
        >
          {isDone ? later.firstRun.done : later.firstRun.skip}
        </Button>
      </section>
    </div>
  );
}

const Done = ({ children }: { children: string }) => (
  <li className={styles.done}>
    <Check size={16} aria-hidden="true" />
    {children}
  </li>
);

const messagesIn = (open: AppState['open']) => (open?.items ?? []).filter((item) => item.type === 'message');
