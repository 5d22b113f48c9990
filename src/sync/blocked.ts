// Whom this person blocked: asked for when another device may have changed it, and kept so that it holds without a link.
import type { Db } from '../db/db';
import type { Clock } from '../platform/clock';
import type { Asker } from './asker';

export interface Blocked {
  /** There is a link. After a short cut nobody asks: the broker says at once what changes while there is one. */
  connected(): void;
  lost(): void;
  /** The broker says that it is another list now. */
  changed(): void;
}

const shortCutMs = 60_000;

export function createBlocked({
  db,
  asker,
  clock,
  trouble,
}: {
  db: Pick<Db, 'setting' | 'putSetting' | 'changes'>;
  asker: Pick<Asker, 'askUntilAnswered'>;
  clock: Clock;
  trouble: (what: string, error: unknown) => void;
}): Blocked {
  let lostAtMs: number | undefined = Number.NEGATIVE_INFINITY;
  /** Since the last question the list changed once more. */
  let again = false;
  let asking = false;

  const refresh = async () => {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        const answer = await asker.askUntilAnswered('blocked', undefined, new AbortController().signal);
        if (answer.outcome === 'answered') await keep(answer.value);
      }
    } catch (error) {
      trouble('Who is blocked could not be kept', error);
    } finally {
      asking = false;
    }
  };

  const keep = async (people: readonly unknown[]) => {
    const before = (await db.setting('blocked')) ?? [];
    if (JSON.stringify(before) === JSON.stringify(people)) return;
    await db.putSetting('blocked', people);
    db.changes.announce({ in: 'rooms' });
  };

  return {
    connected() {
      if (lostAtMs !== undefined && clock.now() - lostAtMs > shortCutMs) void refresh();
      lostAtMs = undefined;
    },
    lost() {
      lostAtMs ??= clock.now();
    },
    changed: () => void refresh(),
  };
}
