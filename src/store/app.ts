// The app behind the screen: which stage it is at, and what a person can do.
import { createStore } from 'zustand/vanilla';
import type { SignedInAccount } from '../db/schema';
import { entryKind } from '../protocol/entry-kind';
import type { RoomId, UserId } from '../protocol/ids';
import { textBodyOf } from '../protocol/text-body';
import type { Engine, EngineDeps } from '../sync/engine';
import type { Session, SignInOutcome } from '../sync/session';
import { createInviteActions } from './invite-actions';
import { emptyState, notFetched, signedOut } from './empty-state';
import type { createMessageActions, MessageActions } from './message-actions';
import { createReadingActions } from './reading-actions';
import { createSignedIn, type SignedIn } from './signed-in';
import type { SearchOpener } from './open-search';
import { createRoomActions } from './room-actions';
import type { readStory } from './story-view';
import type { Actions, App, AppState, EnterOutcome, Stage, StorageView } from './state';

export interface AppDeps {
  readonly session: Session;
  /** Opens the account's db and starts its engine. Rejects when the browser keeps no data for us. */
  readonly startEngine: (
    account: SignedInAccount,
    onStorageClosed: (why: StorageClosed) => void,
  ) => Promise<Engine>;
  /** Few look at the story of a message, so it comes with the screen for it. */
  readonly loadStory: () => Promise<typeof readStory>;
  /** The same of the search. */
  readonly loadSearch: () => Promise<SearchOpener>;
  readonly loadMessageActions: () => Promise<typeof createMessageActions>;
  /** Of links that were opened here, whoever is signed in. */
  readonly deviceDb: Parameters<typeof createInviteActions>[0]['deviceDb'];
  /** What the browser keeps for us. */
  readonly storage: { view(): Promise<StorageView>; persist(): Promise<boolean> };
  /** Everything this device holds of the account, gone. */
  readonly deleteData: (user: UserId) => Promise<void>;
  readonly newRoomId: () => RoomId;
  readonly clock: EngineDeps['clock'];
  readonly trouble: (what: string, error: unknown) => void;
}

const countsPatienceMs = 1_500;
const notSaved =
  'This could not be saved on this device, so it is still in the box. Free some space, or reload the page.';
const storageClosedReason =
  'The browser closed the storage of this page. What was saved is safe; reload to go on.';

/** Why the database was closed under us: a newer version in another tab, or it was taken away. */
export type StorageClosed = 'newer-version' | 'gone';

/** The stage for what IndexedDB said when it was opened. */
export const storageStage = (error: unknown): Stage =>
  error instanceof DOMException && error.name === 'VersionError'
    ? { at: 'newer-version' }
    : { at: 'no-storage', reason: storageProblem(error) };

/** A sentence for what IndexedDB said. */
const storageProblem = (error: unknown): string =>
  error instanceof DOMException && error.name === 'QuotaExceededError'
    ? 'This device has no space left. Free some, then reload the page.'
    : 'This browser does not let the page keep data. A private window or blocked site data can be the reason.';

export interface StartableApp extends App {
  start(): Promise<void>;
  /** Who is signed in, for what is loaded later. */
  signedIn(): SignedIn | undefined;
  /** Resolves when all that was typed and sent here is on disk. */
  flush(): Promise<void>;
}

export function createApp(deps: AppDeps): StartableApp {
  const { session, clock, trouble } = deps;
  const nobody = emptyState(clock.now());
  const store = createStore<AppState>(() => ({ stage: { at: 'starting' }, ...nobody }));
  let here: SignedIn | undefined;
  let askedToPersist = false;

  const stop = () => {
    here?.stop();
    here = undefined;
  };

  const leave = () => {
    stop();
    store.setState({ stage: { at: 'signed-out' }, device: undefined, ...nobody });
  };

  const enter = async (account: SignedInAccount, lobby?: RoomId) => {
    stop();
    try {
      const engine = await deps.startEngine(account, (why) => void storageClosed(account, why));
      // Enough to write the first words, which wait for the link in the outbox; `sync` tells the rest.
      if (lobby !== undefined) {
        await engine.db.rooms.put([{ room: lobby, name: 'Lobby', visibility: 'public', head: 0, read: 0 }]);
        await engine.db.putSetting('firstRun', 'begun');
      }
      here = createSignedIn({
        engine,
        clock,
        getState: store.getState,
        setState: (state) => store.setState(state),
        trouble,
      });
    } catch (error) {
      trouble('The data of this account could not be opened', error);
      store.setState({ stage: storageStage(error) });
    }
  };

  /** Another tab signed out, or the browser took the database away. */
  const storageClosed = async (account: SignedInAccount, why: StorageClosed) => {
    if (here?.engine.account !== account) return;
    stop();
    if (why === 'newer-version') {
      store.setState({ stage: { at: 'newer-version' } });
      return;
    }
    const current = await session.current().catch(() => undefined);
    if (current) store.setState({ stage: { at: 'no-storage', reason: storageClosedReason } });
    else leave();
  };

  const signInWith = async (asked: Promise<SignInOutcome>): Promise<EnterOutcome> => {
    try {
      const outcome = await asked;
      if (!outcome.ok) return outcome;
      const { account, lobby, displayName, room } = outcome;
      await enter(account, lobby);
      // It may have changed while this device was away.
      await here?.db.rooms.putPeople([{ user: account.user, name: displayName ?? account.name }]);
      return { ok: true, room };
    } catch (error) {
      trouble('Signing in failed', error);
      return { ok: false, message: storageProblem(error) };
    }
  };

  /** After the first words, when the browser has seen that this page is used. */
  const askToPersist = () => {
    if (askedToPersist) return;
    askedToPersist = true;
    void deps.storage.persist();
  };

  /** `undefined`: nobody is signed in, or what is needed for it is not on this device yet. Nothing was done then. */
  const onMessages = async <T>(work: (message: MessageActions) => Promise<T>): Promise<T | undefined> => {
    const make = await deps.loadMessageActions().catch((error: unknown) => {
      trouble('What is done with messages could not be loaded', error);
      return undefined;
    });
    const signedIn = here;
    return make && signedIn && (await work(make(signedIn.engine, () => signedIn.reader()?.room)));
  };

  const invites = createInviteActions({ ...deps, show: (tokens) => store.setState({ invites: tokens }) });

  const actions: Actions = {
    ...invites.actions,
    ...createReadingActions({ here: () => here, getState: store.getState, onMessages }),
    ...createRoomActions({ engine: () => here?.engine, newRoomId: deps.newRoomId, trouble }),
    createAccount: (...asked) => signInWith(session.createAccount(...asked)),
    signIn: (name, password) => signInWith(session.signIn(name, password)),
    signInByCode: (code) => signInWith(session.signInByCode(code)),
    registration: session.registration,
    async signOut(unsent) {
      // Asked of the disk: the screen is a moment behind what was just written.
      const rows = await here?.db.outbox.list().catch(() => store.getState().outbox);
      if (unsent === 'keep' && rows?.length) return rows.length;
      const user = here?.engine.account.user;
      await session.signOut();
      leave();
      if (user !== undefined) await deps.deleteData(user);
      await session.settleSignOuts();
      return 0;
    },

    async send(room, text, replyTo) {
      if (!here) return signedOut;
      if (text.trim() === '') return { ok: false, message: 'There is nothing to send yet.' };
      here.drafts.forget(room);
      try {
        await here.engine.write(room, entryKind.text, textBodyOf(text, replyTo));
        askToPersist();
        return { ok: true };
      } catch (error) {
        trouble('A message could not be saved', error);
        return { ok: false, message: notSaved };
      }
    },
    saveDraft: (room, text, replyTo) => here?.drafts.save(room, text, replyTo),
    async addToDraft(room, text) {
      if (!here) return signedOut;
      try {
        await here.drafts.add(room, text);
        return { ok: true };
      } catch (error) {
        trouble('A draft could not be saved', error);
        return { ok: false, message: notSaved };
      }
    },
    saveEdit: (room, edit) => here?.drafts.saveEdit(room, edit),
    async drafts() {
      await here?.drafts.flush();
      const drafts = (await here?.db.rooms.drafts()) ?? [];
      return drafts.filter(({ text }) => text !== '').map(({ room, text }) => ({ room, text }));
    },
    async retry(id) {
      if (!here) return signedOut;
      const went = await here.db.outbox.retry(id);
      return went ? { ok: true } : { ok: false, message: 'This message is on its way already.' };
    },
    discard: async (id) => await onMessages((message) => message.discard(id)),
    react: async (id, emoji) => (await onMessages((message) => message.react(id, emoji))) ?? notFetched,
    edit: async (id, text) => (await onMessages((message) => message.edit(id, text))) ?? notFetched,
    takeBack: async (id) => (await onMessages((message) => message.takeBack(id))) ?? notFetched,
    async story(id) {
      const signedIn = here;
      if (!signedIn) return undefined;
      const { db, engine, nameOf } = signedIn;
      const read = await deps.loadStory();
      const message = await db.log.message(id);
      // Names stand on this device; only a room too large for names is asked about, and nobody waits for that.
      const asked = message && (await db.marks.list(message.room)).length === 0;
      const counts =
        asked &&
        (await Promise.race([
          engine.calls.seenCounts(message.room, message.seq),
          new Promise<undefined>((resolve) => clock.after(countsPatienceMs, () => resolve(undefined))),
        ]));
      return await read(db, id, engine.account.user, nameOf, counts && counts.ok ? counts.value : undefined);
    },

    async openSearch(heard) {
      const open = await deps.loadSearch();
      return here && open(here.engine, heard);
    },

    tryNow: () => void here?.engine.calls.tryNow(),
    async linkReport() {
      const answer = await here?.engine.calls.linkReport();
      return answer?.ok ? answer.value : undefined;
    },
    takeOver: () => void here?.engine.calls.tryNow(),
    storage: deps.storage.view,
    persistStorage: deps.storage.persist,
    async withKept(work) {
      await here?.drafts.flush();
      return here && (await work({ db: here.db, account: here.engine.account, nameOf: here.nameOf }));
    },
  };

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    actions,
    async start() {
      await invites.read();
      const account = await session.current();
      if (account) await enter(account);
      else store.setState({ stage: { at: 'signed-out' } });
      await session.settleSignOuts();
    },
    signedIn: () => here,
    async flush() {
      await here?.drafts.flush();
      await here?.db.settled();
    },
  };
}
