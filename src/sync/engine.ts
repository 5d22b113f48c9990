// The same engine in every tab: it reads and writes the db itself, and asks the leading tab for what needs the link.
import type { Db } from '../db/db';
import type { SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import type { Locks } from '../platform/locks';
import type { TabChannel } from '../platform/tab-channel';
import type { WakeUps } from '../platform/wake-ups';
import type { EntryId, RoomId } from '../protocol/ids';
import type { Link } from '../transport/link';
import type { LinkStatus } from './dialer';
import { createLead } from './lead';
import { leadWhenElected } from './leader';
import { createSignal, type Signal } from './signal';
import { createTabCalls, type LeaderCalls, type LeaderSignals } from './tab-calls';

export interface EngineDeps {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly link: Link;
  readonly url: string;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly channel: TabChannel;
  readonly wakeUps: WakeUps;
  /** As `Math.random`: for jitter. */
  readonly random: () => number;
  /** A UUIDv7. */
  readonly newEntryId: () => EntryId;
  readonly trouble: (what: string, error: unknown) => void;
}

export interface Engine {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly status: Signal<LinkStatus>;
  /** Rows of the outbox that are under way now. */
  readonly sent: Signal<ReadonlySet<EntryId>>;
  readonly calls: Omit<LeaderCalls, 'openRoom'>;
  /** Saves to the outbox; resolves when it is on disk. */
  write(room: RoomId, kind: number, body: unknown): Promise<EntryId>;
  /** The room on this tab's screen. */
  openRoom(room: RoomId | undefined): void;
  stop(): void;
}

export function createEngine(deps: EngineDeps): Engine {
  const { db, account, clock } = deps;
  const stopped = new AbortController();
  const tabCalls = createTabCalls({ channel: deps.channel, tab: deps.newEntryId() });
  const status = createSignal<LinkStatus>({
    state: 'connecting',
    sinceMs: clock.now(),
    nextTryAtMs: undefined,
    lastHeardAtMs: undefined,
    refused: undefined,
  });
  const sent = createSignal<ReadonlySet<EntryId>>(new Set());
  let open: RoomId | undefined;

  const show = (signals: LeaderSignals) => {
    status.set(signals.status);
    sent.set(signals.sent);
  };

  const lead = () => {
    const duties = createLead({
      ...deps,
      signalsChanged(signals) {
        show(signals);
        tabCalls.tellSignals(signals);
      },
    });
    const resign = tabCalls.lead(duties.calls, duties.signals);
    void duties.calls.openRoom(open);
    duties.start();
    return () => {
      resign();
      duties.stop();
    };
  };

  // Own changes go to the other tabs, theirs come in as if they were ours; a change from outside is not sent on.
  let fromOutside = false;
  const unsubscribeChanges = db.changes.subscribe((change) => {
    if (!fromOutside) tabCalls.tellChange(change);
  });
  tabCalls.onChange((change) => {
    fromOutside = true;
    db.changes.announce(change);
    fromOutside = false;
  });
  tabCalls.onSignals(show);
  leadWhenElected({ locks: deps.locks, name: `onebar-${account.user}`, lead, abort: stopped.signal }).catch(
    (error: unknown) => deps.trouble('This tab cannot lead', error),
  );

  return {
    db,
    account,
    status,
    sent,
    calls: tabCalls.calls,
    async write(room, kind, body) {
      const row = await db.outbox.add({ id: deps.newEntryId(), room, kind, body, writtenAtMs: clock.now() });
      return row.id;
    },
    openRoom(room) {
      open = room;
      void tabCalls.calls.openRoom(room);
    },
    stop() {
      stopped.abort();
      unsubscribeChanges();
      tabCalls.close();
    },
  };
}
