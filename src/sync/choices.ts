// What this person chose on this device of what is fleeting: whether others see that they type, and whether bytes are spared.
import type { Db } from '../db/db';
import type { DataSaving } from '../platform/data-saving';
import { createSignal, type Signal } from './signal';

export interface Choices {
  /** Data saver holds: it was switched on, or the browser wants it and nobody said otherwise. */
  readonly saving: Signal<boolean>;
  /** Typing is told, and shown. */
  readonly typing: Signal<boolean>;
  /** Resolves when both are known. */
  readonly known: Promise<void>;
  start(): void;
  stop(): void;
}

export function createChoices({
  db,
  dataSaving,
  trouble,
}: {
  db: Pick<Db, 'setting' | 'changes'>;
  /** Left out: nothing says so. */
  dataSaving?: DataSaving | undefined;
  trouble: (what: string, error: unknown) => void;
}): Choices {
  const saving = createSignal(false);
  const typing = createSignal(true);
  let chosen: unknown;
  let nowKnown = () => {};
  const known = new Promise<void>((resolve) => {
    nowKnown = resolve;
  });
  const unsubscribes: (() => void)[] = [];

  const show = () => saving.set(chosen === 'on' || (chosen !== 'off' && dataSaving?.wanted() === true));

  const read = async () => {
    try {
      const [saver, types] = await Promise.all([db.setting('dataSaver'), db.setting('typing')]);
      chosen = saver;
      typing.set(types !== false);
    } catch (error) {
      trouble('What was chosen on this device could not be read', error);
    }
    show();
    nowKnown();
  };

  return {
    saving,
    typing,
    known,
    start() {
      unsubscribes.push(
        db.changes.subscribe((change) => {
          if (change.in === 'settings') void read();
        }),
        dataSaving?.subscribe(show) ?? (() => undefined),
      );
      void read();
    },
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe();
    },
  };
}
