// What is kept of this account on this device, the way to make it less, and the way to take it along.
import { useCallback, useEffect, useState } from 'react';
import { countKept, type KeptCounts } from '../../store/keeping';
import { useActions, useAppState } from '../app-context';
import { settingsTexts } from '../texts/texts';
import { ExportData } from './ExportData';
import { RemoveOld } from './RemoveOld';
import styles from './Settings.module.css';

export function Kept() {
  const actions = useActions();
  const words = settingsTexts.kept;
  const waiting = useAppState(({ outbox }) => outbox.length);
  const [counts, setCounts] = useState<KeptCounts>();

  const read = useCallback(() => countKept(actions).then(setCounts), [actions]);
  // Anew with each row of the outbox that comes or goes.
  useEffect(() => {
    if (waiting >= 0) void read();
  }, [read, waiting]);

  return (
    <>
      <section className={styles.section}>
        <h4 className={styles.title}>{words.title}</h4>
        {counts && (
          <ul className={styles.note}>
            <li>{words.messages(counts.messages, counts.rooms)}</li>
            {counts.unsent > 0 && <li>{words.unsent(counts.unsent)}</li>}
            {counts.drafts > 0 && <li>{words.drafts(counts.drafts)}</li>}
          </ul>
        )}
        <RemoveOld onRemoved={() => void read()} />
      </section>
      <ExportData />
    </>
  );
}
