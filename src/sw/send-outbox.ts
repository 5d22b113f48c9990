// Background Sync: the browser woke the worker because there is a network again, perhaps with no page open. What waits goes out by
// POST, by the same code as in a page, and the pages that are open hear of it like of a change in another tab.
import type { Db } from '../db/db';
import type { DeviceDb } from '../db/device-db';
import type { Clock } from '../platform/clock';
import type { TabChannel } from '../platform/tab-channel';
import type { UserId } from '../protocol/ids';
import { createPostOutbox } from '../sync/post-outbox';
import { createTabCalls } from '../sync/tab-calls';
import type { OutboxHttp } from '../transport/outbox-http';

export interface SendOutboxDeps {
  readonly openDeviceDb: () => Promise<DeviceDb>;
  readonly openDb: (user: UserId, onClosed: () => void) => Promise<Db>;
  readonly http: OutboxHttp;
  /** Of the tabs of this person on this device. */
  readonly openChannel: (user: UserId) => TabChannel;
  /** Is there a page, and does somebody look at it? */
  readonly pages: () => Promise<'none' | 'hidden' | 'visible'>;
  readonly clock: Clock;
  readonly trouble: (what: string, error: unknown) => void;
}

/** A page that leads says so within this time, if it is awake. */
const answerMs = 1_000;
/** With what MessagePack adds to many short entries, one request stays within what the broker takes. */
const maxBytes = 48 * 1024;

/** Resolves with whether the browser may forget about it: `false` asks to be woken again later. */
export async function sendOutbox(deps: SendOutboxDeps): Promise<boolean> {
  const { clock, trouble } = deps;
  const pages = await deps.pages();
  // Whoever looks at the words may still discard what was never tried; the page sends as soon as it can.
  if (pages === 'visible') return true;
  const deviceDb = await deps.openDeviceDb();
  const account = await deviceDb.account().finally(deviceDb.close);
  if (!account) return true;
  const db = await deps.openDb(account.user, () => {});
  const channel = deps.openChannel(account.user);
  try {
    const tabs = createTabCalls({ channel, tab: 'worker', trouble });
    db.changes.subscribe(tabs.tellChange);
    if (pages === 'hidden' && (await leaderIsOnline(tabs, clock))) return true;
    const outbox = createPostOutbox({
      db,
      account,
      http: deps.http,
      clock,
      // A page may have had it under way when it was put away: only a page can say for sure that a row failed.
      underWayElsewhere: () => true,
      maxBytes,
      trouble,
    });
    return await postAll(outbox);
  } finally {
    channel.close();
    db.close();
  }
}

function leaderIsOnline(tabs: ReturnType<typeof createTabCalls>, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    tabs.onSignals(({ status }) => resolve(status.state === 'online'));
    clock.after(answerMs, () => resolve(false));
  });
}

/** One request after the other, each from the oldest unanswered row on, as long as that brings something forward. */
async function postAll(outbox: ReturnType<typeof createPostOutbox>): Promise<boolean> {
  for (;;) {
    const { answered, stored, notNow } = await outbox.post();
    if (notNow) return false;
    if (stored === 0) return answered;
  }
}
