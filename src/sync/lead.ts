// The duties of the leading tab: the link, and sender, receiver and catch-up around it.
import type { Db } from '../db/db';
import type { SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import type { DataSaving } from '../platform/data-saving';
import type { WakeUps } from '../platform/wake-ups';
import type { RoomRow } from '../protocol/ask';
import type { Cursor } from '../protocol/digest';
import type { Http } from '../transport/http';
import type { Connection, Link } from '../transport/link';
import { createAsker } from './asker';
import { createBackoff } from './backoff';
import { createBlocked } from './blocked';
import { createCatchUp } from './catch-up';
import { createChoices } from './choices';
import { createCompany } from './company';
import { createDialer } from './dialer';
import { createFarewell } from './farewell';
import { keepLimit } from './keep-limit';
import { createLinkRecords } from './link-records';
import { createMarksTeller } from './marks';
import { createPatientAsk, inWords, noConnection } from './patient-ask';
import { createPostOutbox } from './post-outbox';
import { createReceiver } from './receiver';
import { createSender } from './sender';
import { createSignal } from './signal';
import type { CallOutcome, LeaderCalls, LeaderSignals } from './tab-calls';
import { createUserChanges } from './user-changes';

export interface LeadDeps {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly link: Link;
  readonly http: Pick<Http, 'postOutbox'>;
  /** `ws://…/mqtt` */
  readonly url: string;
  readonly clock: Clock;
  readonly wakeUps: WakeUps;
  /** Left out: the browser does not say. */
  readonly dataSaving?: DataSaving;
  /** Calls back once what was just shown is drawn. Left out: nothing is drawn. */
  readonly whenDrawn?: (callback: () => void) => void;
  readonly random: () => number;
  readonly signalsChanged: (signals: LeaderSignals) => void;
  readonly trouble: (what: string, error: unknown) => void;
}

export interface Lead {
  readonly calls: LeaderCalls;
  signals(): LeaderSignals;
  start(): void;
  stop(): void;
}

/** A POST that is not answered so long after the connection is up is on its own. */
const postPatienceMs = 3_000;

export function createLead(deps: LeadDeps): Lead {
  const { db, account, clock, trouble, whenDrawn = (callback) => callback() } = deps;
  const { user } = account;
  let connection: Connection | undefined;
  let waiting = 0;
  let isCounting = false;
  let countAgain = false;
  let posting: Promise<unknown> = Promise.resolve();
  /** The device has just come back from somewhere: one POST is worth a try. */
  let mayPost = false;
  let cursorsAtDial: readonly Cursor[] = [];

  const storageTrouble = createSignal<string | undefined>(undefined);
  const isAdmin = createSignal(false);
  /** What could not be kept is said on the screen too, until something is kept again. */
  const notKept = (what: string, error: unknown) => {
    trouble(what, error);
    storageTrouble.set(storageTroubleInWords(error));
  };
  const asker = createAsker({ asked: () => dialer.expecting() });
  const blocked = createBlocked({ db, asker, clock, trouble });
  const choices = createChoices({ db, dataSaving: deps.dataSaving, trouble });
  const marks = createMarksTeller({ db, clock, spares: choices.saving.get, trouble });
  const company = createCompany({
    db,
    user,
    asker,
    clock,
    choices,
    met: (people) => catchUp.met(people),
    trouble,
  });
  const records = createLinkRecords({ db, clock, wakeUps: deps.wakeUps, trouble });
  const catchUp = createCatchUp({
    db,
    user,
    asker,
    clock,
    pageKept: marks.touch,
    follow: company.follow,
    spares: choices.saving.get,
    synced: asker.hears,
    trouble: notKept,
  });
  const postOutbox = createPostOutbox({
    db,
    account,
    http: deps.http,
    clock,
    underWayElsewhere: (id) => sender.sent.get().has(id),
    trouble,
  });
  const sender = createSender({
    db,
    user,
    clock,
    createBackoff: () => createBackoff({ random: deps.random }),
    eager: deps.wakeUps.visible,
    underWayElsewhere: (id) => postOutbox.sent.get().has(id),
    trouble,
  });
  const farewell = createFarewell({ account, http: deps.http, clock, underWay: sender.sent.get });
  const receiver = createReceiver({
    db,
    answered: asker.answered,
    userChanged: createUserChanges({ db, catchUp, blocked, company, setAdmin: isAdmin.set, trouble }),
    kept(room, entry) {
      storageTrouble.set(undefined);
      catchUp.kept(room, entry);
      company.kept(entry.from);
    },
    met: catchUp.met,
    company,
    trouble: notKept,
  });
  const dialer = createDialer({
    async dial(events, abort) {
      try {
        cursorsAtDial = await catchUp.cursors();
      } catch (error) {
        notKept('What this device holds could not be read', error);
        return { outcome: 'unreachable' };
      }
      postOnce();
      const { device: clientId, name: username, token } = account;
      return await deps.link.dial({ url: deps.url, clientId, username, token }, events, abort);
    },
    message: receiver.message,
    connected(on) {
      connection = on;
      isAdmin.set(on.isAdmin);
      mayPost = false;
      // A new session brings no answers before it is subscribed to them.
      asker.connected(on, false);
      blocked.connected();
      keepLimit(db, on).catch((error: unknown) =>
        trouble('The limit of the server could not be kept', error),
      );
      void begin(on);
    },
    lost() {
      connection = undefined;
      marks.lost();
      sender.lost();
      catchUp.lost();
      company.lost();
      asker.lost();
      blocked.lost();
    },
    eager: () => waiting > 0 && deps.wakeUps.visible(),
    unansweredBytes: asker.unansweredBytes,
    measured: records.measured,
    carried: records.carried,
    clock,
    wakeUps: deps.wakeUps,
    backoff: createBackoff({ random: deps.random }),
  });

  const signals = (): LeaderSignals => ({
    status: dialer.status.get(),
    sent: new Set([...sender.sent.get(), ...postOutbox.sent.get()]),
    storageTrouble: storageTrouble.get(),
    slower: sender.slower.get(),
    isAdmin: isAdmin.get(),
    company: company.now.get(),
    saving: choices.saving.get(),
  });

  const begin = async (on: Connection) => {
    if (!(await catchUp.backToCommon(on))) dialer.drop(on);
    if (on !== connection) return;
    // Not before: marks of a history that is no more would speak of the new one.
    marks.connected(on);
    void catchUp.connected(on, cursorsAtDial);
    await afterPost();
    if (on === connection) await sender.connected(on);
  };

  /** What is being posted is not sent twice, unless the answer takes its time. */
  const afterPost = async () => {
    await Promise.race([posting, new Promise<void>((resolve) => clock.after(postPatienceMs, resolve))]);
  };

  /**
   * After waking, words need not wait for the connection that is being made: by POST they are there two round trips earlier.
   * Once for each waking and not at every dial: what is tried in vain may be stored, so it can no longer be discarded.
   */
  const postOnce = () => {
    const { state } = dialer.status.get();
    if (!mayPost || waiting === 0 || state !== 'connecting' || !deps.wakeUps.networkUp()) return;
    mayPost = false;
    posting = postOutbox.post();
  };

  const woken = () => {
    mayPost = true;
    postOnce();
  };

  const countWaiting = async () => {
    // One reading for all changes that come during it: hundreds of answers in a row change the outbox hundreds of times.
    countAgain = true;
    if (isCounting) return;
    isCounting = true;
    try {
      while (countAgain) {
        countAgain = false;
        const rows = await db.outbox.list();
        farewell.read(rows);
        waiting = rows.filter((row) => row.problem === undefined).length;
        postOnce();
        dialer.hurry();
      }
    } catch (error) {
      trouble('The outbox could not be counted', error);
    } finally {
      isCounting = false;
    }
  };

  const ask = createPatientAsk({ asker, clock, isConnected: () => connection !== undefined });

  const calls: LeaderCalls = {
    ask,
    async enter(method, params) {
      const outcome = (await ask(method, params)) as CallOutcome<RoomRow>;
      if (!outcome.ok) return outcome;
      await catchUp.addRoom(outcome.value);
      return { ok: true, value: outcome.value.room };
    },
    fill: async (room, from, to) => (connection ? inWords(await catchUp.fill(room, from, to)) : noConnection),
    async openRoom(room, looksAtPeople) {
      catchUp.openRoom(room);
      company.lookAtPeople(looksAtPeople === true);
      return { ok: true, value: undefined };
    },
    async markRead(room, seq) {
      if (await db.rooms.markRead(room, seq)) marks.touch(room);
      return { ok: true, value: undefined };
    },
    async typing(room) {
      company.typed(room);
      return { ok: true, value: undefined };
    },
    async tryNow() {
      dialer.tryNow();
      return { ok: true, value: undefined };
    },
    async seenCounts(room, seq) {
      if (!connection) return noConnection;
      const outcome = inWords(await asker.ask('marks', { room, seq }));
      if (!outcome.ok) return outcome;
      return { ok: true, value: 'members' in outcome.value ? undefined : outcome.value };
    },
    linkReport: async () => ({ ok: true, value: await records.report() }),
    here: async () => ({ ok: true, value: undefined }),
  };

  const unsubscribes: (() => void)[] = [];

  return {
    calls,
    signals,
    start() {
      const tell = () => deps.signalsChanged(signals());
      unsubscribes.push(
        deps.wakeUps.subscribe(woken),
        // Only on a living link: without one nothing was promised to go, and it can still be discarded.
        deps.wakeUps.leaving(() => connection && farewell.say(connection.epoch)),
        dialer.status.subscribe(tell),
        sender.sent.subscribe(tell),
        sender.slower.subscribe(tell),
        postOutbox.sent.subscribe(tell),
        storageTrouble.subscribe(tell),
        isAdmin.subscribe(tell),
        company.now.subscribe(tell),
        choices.saving.subscribe(tell),
        choices.saving.subscribe(company.again),
        choices.typing.subscribe(company.again),
        db.changes.subscribe((change) => {
          if (change.in !== 'outbox') return;
          const look = () => {
            if (unsubscribes.length === 0) return;
            void countWaiting();
            sender.wake(change.room);
          };
          // Words that were just written show first: to send them takes time on the same thread.
          if (change.added) whenDrawn(look);
          else look();
        }),
      );
      void countWaiting();
      choices.start();
      records.start(dialer.status);
      dialer.start();
    },
    stop() {
      for (const unsubscribe of unsubscribes.splice(0)) unsubscribe();
      choices.stop();
      dialer.stop();
      records.stop();
    },
  };
}

const storageTroubleInWords = (error: unknown): string =>
  error instanceof Error && error.name === 'QuotaExceededError'
    ? 'This device is full, so what comes in cannot be kept here. Nothing is lost at the server. Free some space.'
    : 'This device cannot keep what comes in. Nothing is lost at the server. Reload the page to go on.';
