// Invites, to the server or into a room: in memory, written through to the store first. Only the hash of a link's secret is kept.
// Each use is a row of its own that must not be there yet, so the commit itself decides who comes in last.
import type { RoomId, UserId } from '../../src/protocol/ids';
import type { Store } from '../store/store';
import type { ChangeTable, RowName, Tables } from '../store/tables';
import { hashToken } from './devices';

const dayMs = 86_400_000;
/** Whoever comes so late is told why it does not work; after that the invite is unknown. */
const keptMs = 30 * dayMs;

export interface Invite {
  /** The hash of its secret: it can be named in a list, and nobody comes in by it. */
  readonly id: string;
  readonly room: RoomId | undefined;
  readonly by: UserId;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly uses: number;
  readonly usesLeft: number;
}

export interface Invites {
  /** Also one that is over; `undefined` where there never was one. */
  find(secret: string): Invite | undefined;
  byId(id: string): Invite | undefined;
  /** Why nobody new comes in by it any more. */
  whyOver(invite: Invite): 'revoked' | 'expired' | 'used-up' | undefined;
  hasUsed(invite: Invite, user: UserId): boolean;
  /** Those that are not over: into the room, or to the server. */
  openOnes(room: RoomId | undefined): Invite[];
  openBy(user: UserId): Invite[];
  allOpen(): Invite[];
  /** False: there is one already. Rejects when the store fails, like `revoke`. */
  make(secret: string, row: Tables['invite']): Promise<boolean>;
  /** Nobody comes in by it from this moment on. */
  revoke(id: string): Promise<void>;
  /** Rows for the commit in which somebody comes in; none for somebody who did so before. */
  use(invite: Invite, user: UserId): { changes: ChangeTable[]; absent: RowName[] };
  /** These rows were written. Those of other tables are not looked at. */
  apply(changes: readonly ChangeTable[]): void;
  /** A commit found a use taken that memory does not know of. Rejects when the store fails. */
  readUses(invite: Invite): Promise<void>;
}

interface Known {
  row: Tables['invite'];
  /** By number. */
  readonly uses: Map<string, UserId>;
}

export async function loadInvites(store: Store, clock: () => number): Promise<Invites> {
  const invitesById = new Map<string, Known>();
  await removeForgotten();
  for (const [id, row] of await store.list('invite')) invitesById.set(id, { row, uses: new Map() });
  for (const [key, row] of await store.list('inviteUse')) putUse(key, row);

  async function removeForgotten(): Promise<void> {
    const nowMs = clock();
    const old = (await store.list('invite')).filter(([, { expiresAtMs }]) => expiresAtMs + keptMs < nowMs);
    for (const [id] of old) {
      const uses = await store.list('inviteUse', `${id}/`);
      await store.commit([
        { table: 'invite', key: id, row: undefined },
        ...uses.map(([key]) => ({ table: 'inviteUse', key, row: undefined }) as const),
      ]);
    }
  }

  function putUse(key: string, { user }: Tables['inviteUse']): void {
    const [id = '', number = ''] = key.split('/');
    invitesById.get(id)?.uses.set(number, user);
  }

  function describe(id: string): Invite | undefined {
    const known = invitesById.get(id);
    if (!known) return undefined;
    const { room, by, createdAtMs, expiresAtMs, uses } = known.row;
    return { id, room, by, createdAtMs, expiresAtMs, uses, usesLeft: Math.max(0, uses - known.uses.size) };
  }

  function whyOver(invite: Invite): 'revoked' | 'expired' | 'used-up' | undefined {
    if (invitesById.get(invite.id)?.row.revokedAtMs !== undefined) return 'revoked';
    if (invite.expiresAtMs <= clock()) return 'expired';
    return invite.usesLeft === 0 ? 'used-up' : undefined;
  }

  const allOpen = (): Invite[] =>
    [...invitesById.keys()]
      .flatMap((id) => describe(id) ?? [])
      .filter((invite) => whyOver(invite) === undefined)
      .toSorted((a, b) => a.createdAtMs - b.createdAtMs);

  function apply(changes: readonly ChangeTable[]): void {
    for (const change of changes)
      if (change.table === 'inviteUse' && change.row) putUse(change.key, change.row);
  }

  return {
    find: (secret) => describe(hashToken(secret)),
    byId: describe,
    whyOver,
    hasUsed: ({ id }, user) => [...(invitesById.get(id)?.uses.values() ?? [])].includes(user),
    openOnes: (room) => allOpen().filter((invite) => invite.room === room),
    openBy: (user) => allOpen().filter((invite) => invite.by === user),
    allOpen,
    make: async (secret, row) => {
      const key = hashToken(secret);
      const made = await store.commit([{ table: 'invite', key, row }], [{ table: 'invite', key }]);
      if (made) invitesById.set(key, { row, uses: new Map() });
      return made;
    },
    revoke: async (id) => {
      const known = invitesById.get(id);
      if (!known || known.row.revokedAtMs !== undefined) return;
      const before = known.row;
      known.row = { ...before, revokedAtMs: clock() };
      try {
        await store.commit([{ table: 'invite', key: id, row: known.row }]);
      } catch (error) {
        known.row = before;
        throw error;
      }
    },
    use: ({ id }, user) => {
      const taken = [...(invitesById.get(id)?.uses.values() ?? [])];
      if (taken.includes(user)) return { changes: [], absent: [] };
      const use = { table: 'inviteUse', key: `${id}/${taken.length}` } as const;
      return { changes: [{ ...use, row: { user, atMs: clock() } }], absent: [use] };
    },
    apply,
    readUses: async ({ id }) => {
      for (const [key, row] of await store.list('inviteUse', `${id}/`)) putUse(key, row);
    },
  };
}
