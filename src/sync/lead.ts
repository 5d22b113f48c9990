// The duties of the leading tab: the link, and sender, receiver and catch-up around it.
import type { Db } from '../db/db';
import type { SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import type { WakeUps } from '../platform/wake-ups';
import type { RoomRow } from '../protocol/ask';
import type { Cursor } from '../protocol/digest';
import { encodeMarks } from '../protocol/marks';
import { marksTopic } from '../protocol/topics';
import type { Connection, Link } from '../transport/link';
import { createAsker, type AskOutcome } from './asker';
import { createBackoff } from './backoff';
import { createCatchUp } from './catch-up';
import { createDialer } from './dialer';
import { createReceiver } from './receiver';
import { createSender } from './sender';
import type { CallOutcome, LeaderCalls, LeaderSignals } from './tab-calls';

export interface LeadDeps {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly link: Link;
  /** `ws://…/mqtt` */
  readonly url: string;
  readonly clock: Clock;
  readonly wakeUps: WakeUps;
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

/** What a person waits for an answer before hearing that there is none yet. */
const patienceMs = 60_000;
const noConnection = { ok: false, message: 'Needs a connection. Nothing was changed.' } as const;

export function createLead(deps: LeadDeps): Lead {
  const { db, account, clock, trouble } = deps;
  const { user } = account;
  let connection: Connection | undefined;
  let waiting = 0;
  let cursorsAtDial: readonly Cursor[] = [];

  const asker = createAsker();
  const catchUp = createCatchUp({ db, user, asker, trouble });
  const sender = createSender({
    db,
    user,
    clock,
    createBackoff: () => createBackoff({ random: deps.random }),
    trouble,
  });
  const receiver = createReceiver({
    db,
    answered: asker.answered,
    userChanged(change) {
      if (change.change === 'read') void db.rooms.markRead(change.room, change.read);
      else void catchUp.refresh();
    },
    kept: catchUp.kept,
    trouble,
  });
  const dialer = createDialer({
    async dial(events, abort) {
      cursorsAtDial = await catchUp.cursors();
      const { device: clientId, name: username, token } = account;
      return await deps.link.dial({ url: deps.url, clientId, username, token }, events, abort);
    },
    message: receiver.message,
    connected(on) {
      connection = on;
      asker.connected(on);
      void sender.connected(on).catch((error: unknown) => trouble('The outbox could not be read', error));
      void catchUp.connected(on, cursorsAtDial);
    },
    lost() {
      connection = undefined;
      sender.lost();
      catchUp.lost();
      asker.lost();
    },
    eager: () => waiting > 0 && deps.wakeUps.visible(),
    clock,
    wakeUps: deps.wakeUps,
    backoff: createBackoff({ random: deps.random }),
  });

  const signals = (): LeaderSignals => ({ status: dialer.status.get(), sent: sender.sent.get() });

  const countWaiting = async () => {
    waiting = (await db.outbox.list()).filter((row) => row.problem === undefined).length;
  };

  const patience = (): AbortSignal => {
    const controller = new AbortController();
    clock.after(patienceMs, () => controller.abort());
    return controller.signal;
  };

  const inWords = <T>(outcome: AskOutcome<T>): CallOutcome<T> => {
    if (outcome.outcome === 'answered') return { ok: true, value: outcome.value };
    if (outcome.outcome === 'refused') return { ok: false, message: outcome.text };
    return { ok: false, message: 'The link went away before an answer came. It is safe to try again.' };
  };

  const becomeMember = async (asked: Promise<AskOutcome<RoomRow>>) => {
    const outcome = inWords(await asked);
    if (!outcome.ok) return outcome;
    await catchUp.addRoom(outcome.value);
    return { ok: true, value: outcome.value.room } as const;
  };

  const calls: LeaderCalls = {
    createRoom: async (room, name) =>
      connection ? becomeMember(asker.askUntilAnswered('create', { room, name }, patience())) : noConnection,
    joinRoom: async (room) =>
      connection ? becomeMember(asker.askUntilAnswered('join', { room }, patience())) : noConnection,
    publicRooms: async () =>
      connection ? inWords(await asker.askUntilAnswered('rooms', undefined, patience())) : noConnection,
    fill: async (room, from, to) => (connection ? inWords(await catchUp.fill(room, from, to)) : noConnection),
    async openRoom(room) {
      catchUp.openRoom(room);
      return { ok: true, value: undefined };
    },
    async markRead(room, seq) {
      if (await db.rooms.markRead(room, seq))
        connection?.signal(marksTopic(room), encodeMarks({ read: seq, delivered: 0 }));
      return { ok: true, value: undefined };
    },
    async tryNow() {
      dialer.tryNow();
      return { ok: true, value: undefined };
    },
  };

  const unsubscribes: (() => void)[] = [];

  return {
    calls,
    signals,
    start() {
      const tell = () => deps.signalsChanged(signals());
      unsubscribes.push(
        dialer.status.subscribe(tell),
        sender.sent.subscribe(tell),
        db.changes.subscribe((change) => {
          if (change.in !== 'outbox') return;
          void countWaiting().catch((error: unknown) => trouble('The outbox could not be counted', error));
          sender.wake(change.room);
        }),
      );
      void countWaiting().catch((error: unknown) => trouble('The outbox could not be counted', error));
      dialer.start();
    },
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      dialer.stop();
    },
  };
}
