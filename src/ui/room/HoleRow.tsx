// A stretch of the room that is at the broker and not here, drawn as what it is. What is here and was only skipped comes by itself when
// somebody scrolls near it.
import { useEffect } from 'react';
import type { HoleView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './HoleRow.module.css';

export function HoleRow({ hole }: { hole: HoleView }) {
  const actions = useActions();
  const { problem, attempt } = useAttempt();

  const { from, to, here } = hole;
  useEffect(() => {
    if (here) void actions.fillHole({ type: 'hole', from, to, loading: false, here });
  }, [actions, from, to, here]);

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
    <div role="listitem" className={styles.hole}>
      <span className={styles.words}>
        {here ? texts.row.between(to - from + 1) : texts.room.hole(to - from + 1)}
        {problem && <span className={styles.problem}>{problem}</span>}
      </span>
      {!here && (
        <Button
          look="small"
          disabled={hole.loading}
          onClick={() => void attempt(() => actions.fillHole(hole))}
        >
          {hole.loading ? texts.room.fetching : texts.room.fetch}
        </Button>
      )}
    </div>
  );
}
