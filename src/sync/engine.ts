// The same engine in every tab: it reads and writes the db itself, and asks the leading tab for what needs the link.
import type { Db } from '../db/db';
import type { SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import type { Locks } from '../platform/locks';
import type { TabChannel } from '../platform/tab-channel';
import type { WakeUps } from '../platform/wake-ups';
import { entryKind } from '../protocol/entry-kind';
import { shortEntryId, type EntryId, type RoomId } from '../protocol/ids';
import { createBackoff } from './backoff';
import type { Company } from './company-view';
import type { Lead, LeadDeps } from './lead';
import { standForElection } from './leader';
import { firstStatus, type LinkStatus } from './link-status';
import { createPatientLoad, type PatientLoad } from './patient-load';
import { createSignal, type Signal } from './signal';
import { createTabCalls, type LeaderCalls, type LeaderSignals } from './tab-calls';

export interface EngineDeps {
  readonly db: Db;
  readonly account: SignedInAccount;
  /** What a tab needs to lead. Nobody needs it to read and to write, so it may come later than the screen. */
  readonly loadLead: () => Promise<CreateLead>;
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

/** Whoever wires the engine knows of the link. */
export type CreateLead = (deps: Omit<LeadDeps, 'link' | 'http' | 'url' | 'dataSaving' | 'whenDrawn'>) => Lead;

export interface Engine {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly status: Signal<LinkStatus>;
  /** Rows of the outbox that are under way now. */
  readonly sent: Signal<ReadonlySet<EntryId>>;
  /** What comes in cannot be kept here at the moment: a sentence. */
  readonly storageTrouble: Signal<string | undefined>;
  /** The broker asks to go slower. */
  readonly slower: Signal<boolean>;
  /** The person is an admin of the server. */
  readonly isAdmin: Signal<boolean>;
  /** This tab is the one that leads. */
  readonly leads: Signal<boolean>;
  /** Who else is in the room on the screen. */
  readonly company: Signal<Company | undefined>;
  /** Data saver holds. */
  readonly saving: Signal<boolean>;
  readonly calls: Omit<LeaderCalls, 'openRoom' | 'typing' | 'here'>;
  /** Saves to the outbox; resolves when it is on disk. */
  write(room: RoomId, kind: number, body: unknown): Promise<EntryId>;
  /** The room on this tab's screen. */
  openRoom(room: RoomId | undefined): void;
  /** Who is in that room is on this tab's screen, too. */
  lookAtPeople(looks: boolean): void;
  /** Keys come in the box of this room. */
  typing(room: RoomId): void;
  stop(): void;
}

/** A call that is unanswered for so long makes a tab ask whether the leader is awake. */
const doubtMs = 1_000;
/** The silence after which the leader's place is taken. */
const silenceMs = 3_000;

export function createEngine(deps: EngineDeps): Engine {
  const { db, account, clock } = deps;
  const stopped = new AbortController();
  const tabCalls = createTabCalls({
    channel: deps.channel,
    tab: deps.newEntryId(),
    trouble: deps.trouble,
  });
  const status = createSignal<LinkStatus>(firstStatus(clock.now()));
  const sent = createSignal<ReadonlySet<EntryId>>(new Set());
  const storageTrouble = createSignal<string | undefined>(undefined);
  const slower = createSignal(false);
  const isAdmin = createSignal(false);
  const leads = createSignal(false);
  const company = createSignal<Company | undefined>(undefined);
  const saving = createSignal(false);
  let looks = false;
  let open: RoomId | undefined;
  let loadingLead: PatientLoad | undefined;
  let challenge: Promise<void> | undefined;

  const show = (signals: LeaderSignals) => {
    status.set(signals.status);
    sent.set(signals.sent);
    storageTrouble.set(signals.storageTrouble);
    slower.set(signals.slower === true);
    isAdmin.set(signals.isAdmin === true);
    company.set(signals.company);
    saving.set(signals.saving === true);
  };

  const lead = () => {
    let resign = () => {};
    leads.set(true);
    loadingLead = createPatientLoad({
      load: deps.loadLead,
      loading: () => status.set(firstStatus(clock.now())),
      failed(error, nextTryAtMs) {
        deps.trouble('The part of the app that sends could not be loaded', error);
        status.set({ ...firstStatus(clock.now()), state: 'offline', nextTryAtMs });
      },
      loaded(createLead) {
        const duties = createLead({
          ...deps,
          signalsChanged(signals) {
            show(signals);
            tabCalls.tellSignals(signals);
          },
        });
        const endCalls = tabCalls.lead(duties.calls, duties.signals);
        void duties.calls.openRoom(open, looks);
        duties.start();
        resign = () => {
          endCalls();
          duties.stop();
        };
      },
      clock,
      wakeUps: deps.wakeUps,
      backoff: createBackoff({ random: deps.random }),
    });
    return () => {
      leads.set(false);
      loadingLead?.stop();
      resign();
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
  // The one that led before knew of this tab's room; the new one does not.
  tabCalls.onLeading(() => {
    if (open !== undefined) void tabCalls.calls.openRoom(open, looks);
  });
  const election = standForElection({
    locks: deps.locks,
    name: `onebar-${account.user}`,
    lead,
    abort: stopped.signal,
    failed: (error) => deps.trouble('This tab cannot lead', error),
  });

  /** Is the leader awake? A frozen page keeps its lock, so by its silence it loses it. */
  const challengeLeader = async () => {
    const silence = Symbol('silence');
    const answer = await Promise.race([
      tabCalls.calls.here(),
      new Promise<typeof silence>((resolve) => clock.after(silenceMs, () => resolve(silence))),
    ]);
    if (answer === silence && !stopped.signal.aborted && deps.wakeUps.visible()) election.takeOver();
  };
  const suspect = () => {
    challenge ??= challengeLeader().finally(() => {
      challenge = undefined;
    });
  };
  const unsubscribeWakeUps = deps.wakeUps.subscribe(suspect);

  /** A call that waits for long casts doubt on the leader. */
  const watched = <T>(answer: Promise<T>): Promise<T> => {
    const cancel = clock.after(doubtMs, suspect);
    return answer.finally(cancel);
  };
  const { calls } = tabCalls;

  return {
    db,
    account,
    status,
    sent,
    storageTrouble,
    slower,
    isAdmin,
    leads,
    company,
    saving,
    calls: {
      ask: (...args) => watched(calls.ask(...args)),
      enter: (...args) => watched(calls.enter(...args)),
      fill: (...args) => watched(calls.fill(...args)),
      markRead: (...args) => watched(calls.markRead(...args)),
      tryNow() {
        loadingLead?.tryNow();
        return watched(calls.tryNow());
      },
      seenCounts: (...args) => watched(calls.seenCounts(...args)),
      linkReport: (...args) => watched(calls.linkReport(...args)),
    },
    async write(room, kind, body) {
      // A reaction is so small that its id is most of it, and nothing ever points at one.
      const id = kind === entryKind.reaction ? shortEntryId(deps.newEntryId()) : deps.newEntryId();
      const row = await db.outbox.add({ id, room, kind, body, writtenAtMs: clock.now() });
      // Not waited for: it asks whether the one who sends is awake.
      void watched(calls.here());
      return row.id;
    },
    openRoom(room) {
      open = room;
      void watched(calls.openRoom(room, looks));
    },
    lookAtPeople(next) {
      looks = next;
      if (open !== undefined) void calls.openRoom(open, looks);
    },
    typing: (room) => void calls.typing(room),
    stop() {
      stopped.abort();
      unsubscribeWakeUps();
      unsubscribeChanges();
      tabCalls.close();
    },
  };
}
