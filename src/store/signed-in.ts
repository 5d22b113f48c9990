// What stands behind the screen while somebody is signed in: reads the db again at each change notice, and shows what it read.
import type { Db } from '../db/db';
import { whyEnded } from '../protocol/ended';
import type { RoomId, UserId } from '../protocol/ids';
import type { LinkStatus } from '../sync/link-status';
import type { Engine, EngineDeps } from '../sync/engine';
import { createDrafts, type Drafts } from './drafts';
import { createRefresher } from './refresher';
import { createRoomReader, type RoomReader } from './room-view';
import { readRooms } from './rooms-view';
import type { AppState, Stage } from './state';

export interface SignedIn {
  readonly engine: Engine;
  readonly db: Db;
  readonly drafts: Drafts;
  nameOf(user: UserId): string;
  /** The reader of the room on the screen. */
  reader(): RoomReader | undefined;
  /** Puts a room on the screen, or none. */
  show(room: RoomId | undefined): void;
  /** Reads the room on the screen again. */
  refresh(): void;
  stop(): void;
}

/** The list of rooms is not read between two keys, so that words show at once; nor shortly after they were sent, until they are drawn. */
const typingMs = 150;
const drawingMs = 60;
/** On a good link a message is stored so soon that nobody need see that it is under way. */
const underWayMs = 100;

export function createSignedIn(deps: {
  engine: Engine;
  clock: EngineDeps['clock'];
  getState: () => AppState;
  setState: (state: Partial<AppState>) => void;
  trouble: (what: string, error: unknown) => void;
}): SignedIn {
  const { engine, clock, getState, setState, trouble } = deps;
  const { db, account } = engine;
  let nameById = new Map<UserId, string>([[account.user, account.name]]);
  let reader: RoomReader | undefined;
  let stopped = false;
  let busyUntilMs = 0;
  let stopTelling = () => {};
  /** The account was deleted: later the broker knows nothing of this device, and could not say why. */
  let isDeleted = false;

  const nameOf = (user: UserId) => nameById.get(user) ?? 'Someone';
  const ownNames = () => [account.name, nameOf(account.user)];
  const refresher = (what: string, gapMs: number, read: () => Promise<void>, busyMs?: () => number) =>
    createRefresher({
      read,
      gapMs,
      busyMs,
      after: clock.after,
      trouble: (error) => trouble(`${what} could not be read`, error),
    });
  const rooms = refresher(
    'The rooms',
    200,
    async () => {
      const { returned, ...read } = await readRooms(
        db,
        account.user,
        nameOf,
        engine.sent.get(),
        account.name,
      );
      // Before the first room is opened: from then on it is the one on the screen.
      const lastRoom = getState().lastRoom ?? ((await db.setting('lastRoom')) as RoomId | undefined);
      if (stopped) return;
      setState({ ...read, lastRoom });
      await Promise.all(returned.map((room) => db.choices.choose(room, { archived: false })));
    },
    () => busyUntilMs - clock.now(),
  );
  const open = refresher('The room', 30, async () => {
    const of = reader;
    const view = await of?.read();
    if (!stopped && reader === of) setState({ open: view });
  });
  const people = refresher('The names', 30, async () => {
    const known = await db.rooms.people();
    isDeleted ||= (await db.setting('deleted')) === true;
    nameById = new Map([
      [account.user, account.name],
      ...known.map(({ user, name }) => [user, name] as const),
    ]);
    // Who has left meanwhile is not brought back.
    if (stopped) return;
    showStatus();
    showCompany();
    rooms.wake();
    open.wake();
  });

  const stage = ({ refused, elsewhere }: LinkStatus): SignedInStage => {
    const { user } = account;
    const name = nameOf(user);
    if (refused !== undefined)
      return { at: 'refused', user, name, why: isDeleted ? 'deleted' : whyEnded(refused) };
    return { at: elsewhere ? 'open-elsewhere' : 'signed-in', user, name };
  };

  const showStatus = () => {
    const status = engine.status.get();
    const { state, sinceMs, nextTryAtMs, lastHeardAtMs, serverSilent, roundTripMs } = status;
    const old = getState().stage;
    const next = stage(status);
    if (next.at === 'refused' && next.why === 'deleted' && !isDeleted) rememberDeleted();
    setState({
      connection: {
        state,
        sinceMs,
        nextTryAtMs,
        lastHeardAtMs,
        serverSilent,
        slower: engine.slower.get(),
        roundTripMs,
        saving: engine.saving.get(),
      },
      // The same object while it says the same: the frame of the screen is not drawn anew each second.
      stage: 'name' in old && isSame(old, next) ? old : next,
    });
  };

  const showCompany = () => {
    const company = engine.company.get();
    setState({ company: company && { ...company, typing: company.typing.map(nameOf) } });
  };

  const tellSent = () => {
    const view = !stopped && getState().open && reader?.sentMore();
    if (view) setState({ open: view });
    else open.ensure();
    rooms.wake();
  };

  const showFirstRun = async () => {
    const step = (await db.setting('firstRun')) as AppState['firstRun'];
    if (!stopped) setState({ firstRun: step });
  };

  const rememberDeleted = () => {
    isDeleted = true;
    db.putSetting('deleted', true).catch((error: unknown) =>
      trouble('That the account was deleted could not be remembered', error),
    );
  };

  const noFirstRun = (error: unknown) => trouble('The first steps could not be read', error);

  const remember = (room: RoomId) => {
    setState({ lastRoom: room });
    db.putSetting('lastRoom', room).catch((error: unknown) =>
      trouble('The room that is open could not be remembered', error),
    );
  };

  const unsubscribes = [
    db.changes.subscribe((change) => {
      const isHere = 'room' in change && change.room === reader?.room;
      const added = change.in === 'outbox' ? change.added : undefined;
      if (added) busyUntilMs = clock.now() + drawingMs;
      const view = isHere && added && reader?.add(added);
      if (view) setState({ open: view });
      else if (isHere || (change.in === 'rooms' && !change.only)) open.wake();
      if (change.in === 'people') people.wake();
      else if (change.in === 'settings') showFirstRun().catch(noFirstRun);
      else if (change.in !== 'marks') rooms.wake();
      if (change.in === 'log' && isHere) reader?.forget(change.amended);
    }),
    engine.status.subscribe(showStatus),
    engine.slower.subscribe(showStatus),
    engine.saving.subscribe(showStatus),
    engine.company.subscribe(showCompany),
    engine.sent.subscribe(() => {
      stopTelling();
      stopTelling = clock.after(underWayMs, tellSent);
    }),
    engine.storageTrouble.subscribe((storageTrouble) => setState({ storageTrouble })),
    engine.isAdmin.subscribe((isAdmin) => setState({ isAdmin })),
  ];
  const drafts = createDrafts(db.rooms, clock, (error) => trouble('A draft could not be saved', error));
  setState({ device: account.device });
  people.wake();
  showStatus();
  showFirstRun().catch(noFirstRun);

  return {
    engine,
    db,
    drafts: {
      ...drafts,
      save(...typed) {
        drafts.save(...typed);
        const [room, text] = typed;
        if (text.trim() === '') return;
        busyUntilMs = clock.now() + typingMs;
        engine.typing(room);
      },
    },
    nameOf,
    reader: () => reader,
    show(room) {
      if (reader?.room === room) return;
      // Begun before the room is read: whoever is back in an instant finds every key.
      void drafts.flush();
      reader =
        room === undefined
          ? undefined
          : createRoomReader({ db, room, user: account.user, nameOf, ownNames, sent: engine.sent.get });
      setState({ open: undefined });
      if (room !== undefined) remember(room);
      engine.openRoom(room);
      open.wake();
    },
    refresh: open.wake,
    stop() {
      stopped = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      for (const each of [rooms, open, people]) each.stop();
      engine.stop();
    },
  };
}

type SignedInStage = Extract<Stage, { name: string }>;

const isSame = (a: SignedInStage, b: SignedInStage): boolean =>
  a.at === b.at &&
  a.user === b.user &&
  a.name === b.name &&
  (a.at === 'refused' ? a.why : '') === (b.at === 'refused' ? b.why : '');
