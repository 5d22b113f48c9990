// Tells from one look at the outbox to the next what is worth saying.
//
//   no link ── rows that wait are held ──▶ link ── all of them have gone ──▶ "3 messages were sent"
import type { EntryId } from '../../protocol/ids';
import type { OutboxItemView } from '../../store/state';

export interface OutboxNews {
  see(rows: readonly OutboxItemView[], online: boolean): void;
  /** What came since the last time. */
  take(): { readonly failed: number; readonly sent: number };
}

export function createOutboxNews(): OutboxNews {
  /** Messages that waited when there was no link; what is discarded meanwhile leaves it. */
  let held = new Set<EntryId>();
  let failedIds = new Set<EntryId>();
  let failed = 0;
  let sent = 0;

  return {
    see(rows, online) {
      const nowFailed = new Set(rows.filter((row) => row.state === 'failed').map((row) => row.id));
      failed += [...nowFailed].filter((id) => !failedIds.has(id)).length;
      failedIds = nowFailed;

      const waiting = rows.filter((row) => row.what === 'message' && row.state !== 'failed');
      if (!online) {
        held = new Set(waiting.map((row) => row.id));
        return;
      }
      // Said once, at the end: neither while they trickle out nor of those that failed on the way.
      if (held.size === 0 || waiting.some((row) => held.has(row.id))) return;
      sent += [...held].filter((id) => !failedIds.has(id)).length;
      held = new Set();
    },
    take() {
      const news = { failed, sent };
      failed = 0;
      sent = 0;
      return news;
    },
  };
}
