// How much of the room is not here, wherever in it that is, and the way to fetch it all: nobody has to look for the holes.
import { useEffect, useRef } from 'react';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Missing.module.css';

/** Fewer come by themselves, or stand near what is read: the row of their hole is enough (`autoFillEntries` in sync/catch-up.ts). */
const fewest = 1000;

export function Missing({ count }: { count: number }) {
  const actions = useActions();
  const filling = useRef<AbortController>(undefined);
  const { busy, problem, attempt } = useAttempt();

  useEffect(() => () => filling.current?.abort(), []);

  const fetchAll = () => {
    const stop = new AbortController();
    filling.current = stop;
    void attempt(() => actions.fillHoles(stop.signal));
  };

  if (!busy && (count === 0 || (count < fewest && problem === undefined))) return null;
  return (
    <div className={styles.missing}>
      <span className={styles.words}>
        {count > 0 && texts.room.hole(count)}
        {problem && <span className={styles.problem}>{problem}</span>}
      </span>
      <Button look="small" onClick={() => (busy ? filling.current?.abort() : fetchAll())}>
        {busy ? texts.room.stopFetching : texts.room.fetchAll}
      </Button>
    </div>
  );
}
