// What stands behind the screen while somebody is signed in: reads the db again at each change notice, and shows what it read.
import type { Db } from '../db/db';
import type { RoomId, UserId } from '../protocol/ids';
import type { Engine, EngineDeps } from '../sync/engine';
import { createDrafts, type Drafts } from './drafts';
import { createRefresher } from './refresher';
import { createRoomReader, type RoomReader } from './room-view';
import { readRooms } from './rooms-view';
import type { AppState } from './state';

export interface SignedIn {
  readonly engine: Engine;
  readonly db: Db;
  readonly drafts: Drafts;
  /** The reader of the room on the screen. */
  reader(): RoomReader | undefined;
  /** Puts a room on the screen, or none. */
  show(room: RoomId | undefined): void;
  /** Reads the room on the screen again. */
  refresh(): void;
  stop(): void;
}

export function createSignedIn(deps: {
  engine: Engine;
  clock: EngineDeps['clock'];
  setState: (state: Partial<AppState>) => void;
  trouble: (what: string, error: unknown) => void;
}): SignedIn {
  const { engine, clock, setState, trouble } = deps;
  const { db, account } = engine;
  let nameById = new Map<UserId, string>([[account.user, account.name]]);
  let reader: RoomReader | undefined;
  let stopped = false;

  const nameOf = (user: UserId) => nameById.get(user) ?? 'Someone';
  const refresher = (what: string, gapMs: number, read: () => Promise<void>) =>
    createRefresher({
      read,
      gapMs,
      after: clock.after,
      trouble: (error) => trouble(`${what} could not be read`, error),
    });
  const rooms = refresher('The rooms', 200, async () => {
    const read = await readRooms(db, account.user, nameOf);
    if (!stopped) setState(read);
  });
  const open = refresher('The room', 30, async () => {
    const of = reader;
    const view = await of?.read();
    if (!stopped && reader === of) setState({ open: view });
  });
  const people = refresher('The names', 30, async () => {
    const known = await db.rooms.people();
    nameById = new Map([
      ...known.map(({ user, name }) => [user, name] as const),
      [account.user, account.name],
    ]);
    rooms.wake();
    open.wake();
  });

  const showStatus = () => {
    const { refused, ...connection } = engine.status.get();
    const { user, name } = account;
    setState({
      connection,
      stage:
        refused === undefined
          ? { at: 'signed-in', user, name }
          : { at: 'refused', user, name, reason: refused },
    });
  };

  const unsubscribes = [
    db.changes.subscribe((change) => {
      if (change.in === 'people') people.wake();
      else rooms.wake();
      if (change.in === 'rooms' || ('room' in change && change.room === reader?.room)) open.wake();
    }),
    engine.status.subscribe(showStatus),
    engine.sent.subscribe(open.wake),
  ];
  people.wake();
  showStatus();

  return {
    engine,
    db,
    drafts: createDrafts(db.rooms, clock, (error) => trouble('A draft could not be saved', error)),
    reader: () => reader,
    show(room) {
      if (reader?.room === room) return;
      reader =
        room === undefined
          ? undefined
          : createRoomReader({ db, room, user: account.user, nameOf, sent: engine.sent.get });
      setState({ open: undefined });
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
