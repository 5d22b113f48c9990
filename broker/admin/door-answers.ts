// What the broker does for whoever comes in by the admin's door: the admin desk's work, invites to the server, and backups.
import type { AskError } from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import type { AdminDesk } from '../chat/admin-desk';
import { inviteRows } from '../chat/invite-asks';
import type { Invites } from '../chat/invites';
import type { People } from '../chat/people';
import type { Answered } from './admin-door';
import type { DoorRequest, DoorRequestOf } from './door-requests';

export interface DoorAnswersDeps {
  readonly adminDesk: AdminDesk;
  readonly invites: Invites;
  readonly people: Pick<People, 'nameOf' | 'accountNameOf' | 'isServerAdmin' | 'isEmpty'>;
  /** With a slash at the end. */
  readonly url: string;
  readonly setupToken: () => string | undefined;
  readonly epoch: () => string;
  /** The bytes of a backup of this moment. */
  readonly backup: () => AsyncIterable<Uint8Array>;
  /** Unix ms. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

const inviteSecretBytes = 16;

export function createDoorAnswers(deps: DoorAnswersDeps): (request: DoorRequest) => Promise<Answered> {
  const { adminDesk, invites, people, url, clock } = deps;
  let isBackingUp = false;

  async function set({ name, change }: DoorRequestOf<'set'>): Promise<Answered> {
    const user = await adminDesk.findUser(name);
    if (user === undefined) return { error: nobody(name) };
    const accountName = people.accountNameOf(user) ?? '';
    const ended = await adminDesk.set(user, change);
    if ('code' in ended) return { error: ended };
    for (const connection of ended) connection.end();
    const apps = ended.filter(({ isApp }) => isApp).length;
    return { result: { user, name: accountName, ...(apps > 0 && { apps }) } };
  }

  /** In whose name it is done: the rooms and the invites want somebody's. */
  async function actor(name: string | undefined): Promise<UserId | AskError> {
    const user = name === undefined ? await adminDesk.firstAdmin() : await adminDesk.findUser(name);
    if (user === undefined) return name === undefined ? noAdmin(people.isEmpty()) : nobody(name);
    return people.isServerAdmin(user) ? user : noAdminOfName(name ?? '');
  }

  async function invite({ as, uses, expiresInSec }: DoorRequestOf<'invite'>): Promise<Answered> {
    const by = await actor(as);
    if (typeof by !== 'string') return { error: by };
    const secret = Buffer.from(deps.random(inviteSecretBytes)).toString('base64url');
    const nowMs = clock();
    const row = { by, createdAtMs: nowMs, expiresAtMs: nowMs + expiresInSec * 1000, uses };
    await invites.make(secret, row);
    const made = invites.find(secret);
    const [told] = made ? inviteRows([made], people) : [];
    return told ? { result: { link: `${url}#/join/${secret}`, invite: told } } : { error: tryAgain };
  }

  async function revoke(start: string): Promise<Answered> {
    const [found, ...more] = invites.allOpen().filter(({ id }) => id.startsWith(start));
    if (!found) return { error: { code: 'no-such-invite', text: `There is no open invite "${start}".` } };
    if (more.length > 0)
      return { error: { code: 'not-clear', text: `More than one invite begins with "${start}".` } };
    await invites.revoke(found.id);
    return { result: { id: found.id } };
  }

  async function deleteRoom({ room: name, as }: DoorRequestOf<'delete-room'>): Promise<Answered> {
    const by = await actor(as);
    if (typeof by !== 'string') return { error: by };
    const room = await adminDesk.findRoom(name);
    if (room === undefined)
      return { error: { code: 'no-such-room', text: `There is no room "${name}", by id or public name.` } };
    const error = await adminDesk.deleteRoom(room, by);
    return error ? { error } : { result: { room } };
  }

  async function* backup(): AsyncGenerator<Uint8Array> {
    isBackingUp = true;
    try {
      yield* deps.backup();
    } finally {
      isBackingUp = false;
    }
  }

  return async (request) => {
    switch (request.command) {
      case 'server': {
        const token = deps.setupToken();
        const setupLink = token === undefined ? undefined : `${url}#/setup/${token}`;
        return { result: { ...adminDesk.server(), url, setupLink } };
      }
      case 'users':
        return { result: await adminDesk.users(request.text, request.after) };
      case 'rooms':
        return { result: await adminDesk.rooms(request.after) };
      case 'invites':
        return { result: adminDesk.invites() };
      case 'invite':
        return invite(request);
      case 'revoke':
        return revoke(request.id);
      case 'set':
        return set(request);
      case 'delete-room':
        return deleteRoom(request);
      case 'backup':
    }
    if (isBackingUp) return { error: { code: 'busy', text: 'A backup is being made already.' } };
    return { result: { epoch: deps.epoch() }, bytes: backup() };
  };
}

const nobody = (name: string): AskError => ({
  code: 'no-such-person',
  text: `There is nobody called "${name}".`,
});
const noAdmin = (isEmpty: boolean): AskError => ({
  code: 'no-admin',
  text: isEmpty
    ? 'There is no account yet. Make the first one, with the set-up link if there is one ("server" shows it).'
    : 'This server has no admin. Make somebody one first: make-admin <name>.',
});
const noAdminOfName = (name: string): AskError => ({
  code: 'not-authorized',
  text: `"${name}" is no admin of this server.`,
});
const tryAgain: AskError = { code: 'unavailable', text: 'The invite could not be made. Try again.' };
