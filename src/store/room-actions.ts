// What a person can do with rooms: what changes one goes through the outbox and works without a link, the rest asks the broker.
import type { AskMethod, AskParams, AskResult } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';
import { changeEntry, type Change } from '../protocol/room-change';
import type { Engine } from '../sync/engine';
import type { CallOutcome, WayIn } from '../sync/tab-calls';
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
  useInvite(token: string): Promise<RoomOutcome>;
  /** Saves a change of a room, or of who is in it, to the outbox. Resolves when it is on disk. */
  changeRoom(room: RoomId, change: Change): Promise<Outcome>;
}

const signedOut = { ok: false, message: 'You are signed out.' } as const;
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

  return {
    ask: async (method, params) => (await here()?.calls.ask(method, params)) ?? signedOut,
    createRoom: (name, visibility) =>
      enter('create', { room: newRoomId(), name, ...(visibility && { visibility }) }),
    joinRoom: (room) => enter('join', { room }),
    directRoom: (user) => enter('direct', { room: newRoomId(), user }),
    useInvite: (token) => enter('useInvite', { token }),
    async changeRoom(room, change) {
      const engine = here();
      if (!engine) return signedOut;
      const { kind, body } = changeEntry(change);
      try {
        await engine.write(room, kind, body);
        return { ok: true };
      } catch (error) {
        trouble('A change of a room could not be saved', error);
        return { ok: false, message: notSaved };
      }
    },
  };
}
