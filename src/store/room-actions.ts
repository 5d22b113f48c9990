// What a person can do with rooms: what changes one goes through the outbox and works without a link, the rest asks the broker.
import type { SettingName } from '../db/db';
import type { RoomChoice } from '../db/room-choices';
import type { AskMethod, AskParams, AskResult, Person } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';
import { changeEntry, type Change } from '../protocol/room-change';
import type { Engine } from '../sync/engine';
import type { CallOutcome, WayIn } from '../sync/tab-calls';
import { signedOut } from './empty-state';
import { readPeopleOf } from './people-of';
import type { Outcome } from './state';

export type RoomOutcome =
  | { readonly ok: true; readonly room: RoomId }
  | { readonly ok: false; readonly message: string; readonly code?: string };

export interface RoomActions {
  /** Asks the broker; there must be a link. */
  ask<M extends AskMethod>(method: M, params: AskParams<M>): Promise<CallOutcome<AskResult<M>>>;
  /** These four resolve with the room to open. */
  createRoom(name: string, visibility?: 'private'): Promise<RoomOutcome>;
  joinRoom(room: RoomId): Promise<RoomOutcome>;
  /** The one room with this person. */
  directRoom(user: UserId): Promise<RoomOutcome>;
  /** Comes in by an invite. */
  enterByInvite(token: string): Promise<RoomOutcome>;
  /** Saves a change of a room, or of who is in it, to the outbox. Resolves when it is on disk. */
  changeRoom(room: RoomId, change: Change): Promise<Outcome>;
  /** Takes a room that this person is in no more off the list. */
  unlistRoom(room: RoomId): Promise<Outcome>;
  /** Whom one can name there, as far as this device knows: those who wrote last come first. */
  peopleOf(room: RoomId): Promise<readonly Person[]>;
  /** What this person wants of a room on this device. Resolves when it is on disk. */
  chooseForRoom(room: RoomId, choice: RoomChoice): Promise<Outcome>;
  /** All of it is read, as far as this device knows of it. Works without a link. */
  markRoomRead(room: RoomId): Promise<Outcome>;
  /** What this device was told before, for as long as there is no link to ask again. */
  remembered(what: Remembered): Promise<unknown>;
  remember(what: Remembered, value: unknown): Promise<void>;
}

type Remembered = Extract<
  SettingName,
  | 'blocked'
  | 'inviteLinks'
  | 'recentEmoji'
  | 'maxPayloadBytes'
  | 'singleKeys'
  | 'typing'
  | 'dataSaver'
  | 'firstRun'
  | 'badLink'
  | `members ${string}`
>;

const notSaved = 'This could not be saved on this device. Free some space, or reload the page.';

export function createRoomActions({
  engine: here,
  newRoomId,
  trouble,
}: {
  /** Of whoever is signed in. */
  engine: () => Engine | undefined;
  newRoomId: () => RoomId;
  trouble: (what: string, error: unknown) => void;
}): RoomActions {
  const enter = async <M extends WayIn>(method: M, params: AskParams<M>): Promise<RoomOutcome> => {
    const outcome = await here()?.calls.enter(method, params);
    if (!outcome) return signedOut;
    return outcome.ok ? { ok: true, room: outcome.value } : outcome;
  };

  const saved = async (work: () => Promise<unknown>): Promise<Outcome> => {
    try {
      await work();
      return { ok: true };
    } catch (error) {
      trouble('A change of a room could not be saved', error);
      return { ok: false, message: notSaved };
    }
  };

  return {
    ask: async (method, params) => (await here()?.calls.ask(method, params)) ?? signedOut,
    createRoom: (name, visibility) =>
      enter('create', { room: newRoomId(), name, ...(visibility && { visibility }) }),
    joinRoom: (room) => enter('join', { room }),
    directRoom: (user) => enter('direct', { room: newRoomId(), user }),
    enterByInvite: (token) => enter('useInvite', { token }),
    async changeRoom(room, change) {
      const engine = here();
      if (!engine) return signedOut;
      const { kind, body } = changeEntry(change);
      return await saved(() => engine.write(room, kind, body));
    },
    async unlistRoom(room) {
      const engine = here();
      return engine ? await saved(() => engine.db.rooms.unlist(room)) : signedOut;
    },
    async peopleOf(room) {
      const engine = here();
      return engine ? await readPeopleOf(engine.db, room, engine.account.user) : [];
    },
    async chooseForRoom(room, choice) {
      const engine = here();
      return engine ? await saved(() => engine.db.choices.choose(room, choice)) : signedOut;
    },
    async markRoomRead(room) {
      const engine = here();
      if (!engine) return signedOut;
      const record = await engine.db.rooms.get(room);
      const outcome = record && (await engine.calls.markRead(room, record.head));
      return outcome?.ok === false ? outcome : { ok: true };
    },
    remembered: async (what) => await here()?.db.setting(what),
    async remember(what, value) {
      const db = here()?.db;
      await db?.putSetting(what, value);
      db?.changes.announce({ in: what === 'blocked' ? 'rooms' : 'settings' });
    },
  };
}
