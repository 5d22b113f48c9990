// Restores of an older copy: what went with the end of the log, and whose words nobody is left to put back. A device puts back
// what was written on it, so an entry counts as long as that device is there; what it had noticed itself is read from its epoch.
import { textOf, type LoggedEntry } from './judge';
import type { Ledger, Written } from './ledger';

export interface SetBacks {
  /** Of the store as it is now; `undefined` while nothing was restored. */
  epoch(): string | undefined;
  /** Everything that has ever gone with the end of a log. */
  readonly messages: ReadonlySet<Written>;
  /** The log was set back to an older copy, and these entries stood behind its end. */
  happened(epoch: string, gone: readonly LoggedEntry[]): void;
  /** A disk is no more, with what was written by these writers; the last epoch it knew of. */
  diskGone(writers: ReadonlySet<string>, epoch: unknown): void;
}

export function createSetBacks(ledger: Ledger): SetBacks {
  const restores: { readonly epoch: string; readonly gone: readonly Written[] }[] = [];
  const messages = new Set<Written>();
  const writersGone = new Set<string>();

  return {
    epoch: () => restores.at(-1)?.epoch,
    messages,
    happened(epoch, entries) {
      const gone = entries
        .map((entry) => ledger.byId(entry.id) ?? ledger.byText(textOf(entry) ?? ''))
        .filter((message) => message !== undefined);
      restores.push({ epoch, gone });
      for (const message of gone) {
        messages.add(message);
        if (writersGone.has(message.writer))
          ledger.exclude(message, 'the log was set back, and the device it was written on is gone');
      }
    },
    diskGone(writers, epoch) {
      for (const writer of writers) writersGone.add(writer);
      const known = restores.findIndex((restore) => restore.epoch === epoch);
      for (const { gone } of restores.slice(known + 1))
        for (const message of gone)
          if (writers.has(message.writer))
            ledger.exclude(message, 'its device was wiped before it heard that the log was set back');
    },
  };
}
