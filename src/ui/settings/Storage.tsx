// Whether the browser promised to keep what is on this device, and how much that is.
import { useCallback, useEffect, useState } from 'react';
import type { StorageView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { later, texts } from '../texts/texts';
import { size } from '../texts/sizes';
import styles from './Settings.module.css';

export function Storage() {
  const actions = useActions();
  const [storage, setStorage] = useState<StorageView>();
  const [answer, setAnswer] = useState<string>();

  const read = useCallback(() => actions.storage().then(setStorage), [actions]);
  useEffect(() => void read(), [read]);

  const ask = async () => {
    try {
      const kept = await actions.persistStorage();
      setAnswer(kept ? undefined : later.settings.refused);
      await read();
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    }
  };

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{later.settings.storage}</h4>
      {storage && (
        <>
          <p aria-live="polite">{promise(storage.persisted)}</p>
          {storage.persisted === true && <p className={styles.note}>{later.settings.keptWhy}</p>}
          {storage.usedBytes !== undefined && (
            <p className={styles.note}>
              {later.settings.used(
                size(storage.usedBytes),
                storage.quotaBytes === undefined ? undefined : size(storage.quotaBytes),
              )}
            </p>
          )}
          {storage.persisted === false && (
            <Button className={styles.ask} onClick={() => void ask()}>
              {later.settings.askToKeep}
            </Button>
          )}
        </>
      )}
      <output className={styles.note}>{answer}</output>
    </section>
  );
}

function promise(persisted: boolean | undefined): string {
  if (persisted === undefined) return later.settings.notSaid;
  return persisted ? later.settings.kept : later.settings.mayClear;
}
