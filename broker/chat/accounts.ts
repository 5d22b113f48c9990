// Accounts: made, signed in to and out of. An answer may get lost on a bad link, so a request that is repeated
// with the same device id gives the same device again, with a fresh token, and never "name taken".
import type { Credentials, InviteLook, LinkRequest, NewAccount, SignedIn } from '../../src/protocol/accounts';
import { endedWords } from '../../src/protocol/ended';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { sessionExpirySec } from '../../src/protocol/limits';
import { checkName } from '../../src/protocol/names';
import type { FanOut } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import {
  checkPassword,
  checkPersonsName,
  problems,
  tooManyDevices,
  type AccountProblem,
} from './account-problems';
import { devicesProperOf } from './app-tokens';
import {
  checkDeviceName,
  createToken,
  deviceRows,
  hashToken,
  type Devices,
  type KnownDevice,
} from './devices';
import type { InTurn } from './in-turn';
import type { InviteDesk } from './invite-desk';
import type { Invite, Invites } from './invites';
import type { LinkCodes } from './link-codes';
import type { Passwords, Place } from './passwords';
import type { People } from './people';
import type { Registration } from './registration';
import { memberRow, type Rooms } from './rooms';

/** `address`: where whoever asks is, as it is counted. Without one they are counted by name alone. */
export interface Accounts {
  createAccount(asked: NewAccount, address?: string): Promise<SignedIn | AccountProblem>;
  signIn(credentials: Credentials, address?: string): Promise<SignedIn | AccountProblem>;
  /** Signs in a device with a code from another one. */
  link(asked: LinkRequest, address?: string): Promise<SignedIn | AccountProblem>;
  /** For whoever holds an invite's link, before they are anybody here. */
  lookAtInvite(secret: string, address?: string): Promise<InviteLook | AccountProblem>;
  /** False when the token is unknown. Rejects when the store fails. */
  signOut(token: string): Promise<boolean>;
}

/** Takes anybody at any time; counted-accounts.ts stands before it. */
export interface UncountedAccounts extends Pick<Accounts, 'signOut'> {
  createAccount(asked: NewAccount, place?: Place): Promise<SignedIn | AccountProblem>;
  signIn(credentials: Credentials, place?: Place): Promise<SignedIn | AccountProblem>;
  link(asked: LinkRequest): Promise<SignedIn | AccountProblem>;
  lookAtInvite(secret: string): InviteLook | AccountProblem;
}

/** A device that was not seen for so long makes room for another one: its session is forgotten by then. */
const unseenMs = sessionExpirySec * 1000;

export function createAccounts({
  store,
  people,
  devices,
  rooms,
  lobby,
  passwords,
  registration,
  invites,
  inviteDesk,
  linkCodes,
  inTurn,
  fanOut,
  maxDevicesPerUser,
  limitMet = () => undefined,
  clock,
  random,
  log,
}: {
  store: Store;
  people: People;
  devices: Devices;
  rooms: Rooms;
  lobby: RoomId;
  passwords: Passwords;
  registration: Registration;
  invites: Invites;
  inviteDesk: InviteDesk;
  linkCodes: LinkCodes;
  /** Reading the row of an account or a device and writing it again is one step; hashing stays outside. */
  inTurn: InTurn;
  fanOut: () => FanOut;
  maxDevicesPerUser: number;
  limitMet?: (limit: 'devices_per_user') => void;
  /** Unix ms. */
  clock: () => number;
  random: (bytes: number) => Uint8Array;
  log: Log;
}): UncountedAccounts {
  async function createAccount(asked: NewAccount, place?: Place): Promise<SignedIn | AccountProblem> {
    const checked = checkPersonsName(asked.name);
    if ('error' in checked) return checked;
    const { password, device } = asked;
    const badPassword = checkPassword(password);
    if (badPassword) return badPassword;
    const existing = await store.get('userName', checked.folded);
    const again = existing && (await repeatCreation(existing.user, asked, place));
    if (again) return 'error' in again ? again : withRoom(again, asked.invite);
    // Who may not come in does not learn which names there are.
    const admission = admit(asked);
    if ('error' in admission) return admission;
    if (existing) return problems.nameTaken;
    if (devices.find(device)) return problems.deviceTaken;

    const hashed = await passwords.hash(password, place);
    if (hashed === 'busy') return problems.busy;
    const made = await inTurn(() => writeAccount(asked, checked, hashed.passwordHash));
    // Somebody, perhaps this device itself, was quicker: the second look finds what is there now.
    if (!made) return createAccount(asked, place);
    return 'error' in made ? made : withRoom(made, asked.invite);
  }

  function admit(asked: NewAccount): { role?: 'admin'; invite?: Invite } | AccountProblem {
    const admission = registration.admit(asked);
    if ('error' in admission || admission.byInvite === undefined) return admission;
    const invite = inviteDesk.check(admission.byInvite);
    return 'code' in invite ? { error: 'bad-invite', message: invite.text } : { invite };
  }

  /** Who came by an invite comes into its room as well. What hinders that does not take the account away again. */
  async function withRoom(signedIn: SignedIn, invite: string | undefined): Promise<SignedIn> {
    if (invite === undefined) return signedIn;
    try {
      const entered = await inviteDesk.enter(invite, signedIn.user);
      return 'code' in entered || entered.room === undefined ? signedIn : { ...signedIn, room: entered.room };
    } catch (error) {
      log.error('somebody new could not come into the room of their invite', error);
      return signedIn;
    }
  }

  async function writeAccount(
    asked: NewAccount,
    { name, folded }: { name: string; folded: string },
    passwordHash: string,
  ): Promise<SignedIn | AccountProblem | undefined> {
    const admission = admit(asked);
    if ('error' in admission) return admission;
    const user = Buffer.from(random(6)).toString('base64url') as UserId;
    const { token, known } = newToken(user, asked);
    const now = clock();
    const membership = memberRow(lobby, user, now);
    const use = admission.invite ? invites.use(admission.invite, user) : { changes: [], absent: [] };
    const row = { name, passwordHash, createdAtMs: now, ...(admission.role && { role: admission.role }) };
    const made = await store.commit(
      [
        { table: 'user', key: user, row },
        { table: 'userName', key: folded, row: { user } },
        ...deviceRows(known, now, undefined),
        membership,
        ...use.changes,
      ],
      [
        ...use.absent,
        { table: 'userName', key: folded },
        { table: 'device', key: known.device },
        { table: 'user', key: user },
      ],
    );
    if (!made) {
      if (admission.invite) await invites.readUses(admission.invite);
      return undefined;
    }
    invites.apply(use.changes);
    devices.put(known);
    people.put(user, row);
    rooms.apply([membership]);
    return { user, name, token, lobby };
  }

  /** The answer of the first time may have got lost. */
  async function repeatCreation(
    user: UserId,
    asked: Credentials,
    place: Place | undefined,
  ): Promise<SignedIn | AccountProblem | undefined> {
    if (devices.find(asked.device)?.user !== user) return undefined;
    const right = await passwords.verify(
      (await store.get('user', user))?.passwordHash || undefined,
      asked.password,
      place,
    );
    if (right === 'busy') return problems.busy;
    return right ? renewToken(user, asked) : problems.nameTaken;
  }

  async function signIn(asked: Credentials, place?: Place): Promise<SignedIn | AccountProblem> {
    const checked = checkName(asked.name);
    const user = checked.ok ? (await store.get('userName', checked.folded))?.user : undefined;
    const row = user && (await store.get('user', user));
    const right = await passwords.verify(row?.passwordHash || undefined, asked.password, place);
    if (right === 'busy') return problems.busy;
    return right && user !== undefined ? renewToken(user, asked) : problems.wrongCredentials;
  }

  async function link({ code, ...asked }: LinkRequest): Promise<SignedIn | AccountProblem> {
    const claim = linkCodes.claim(code, asked.device);
    if (!claim) return problems.badCode;
    let signedIn: SignedIn | AccountProblem | undefined;
    try {
      signedIn = await renewToken(claim.user, asked);
      return signedIn;
    } finally {
      if (!signedIn || 'error' in signedIn) claim.giveBack();
    }
  }

  function renewToken(
    user: UserId,
    asked: Pick<Credentials, 'device' | 'deviceName'>,
  ): Promise<SignedIn | AccountProblem> {
    return inTurn(async () => {
      if (!people.isHere(user)) return problems.wrongCredentials;
      if (people.isSuspended(user)) return problems.suspended;
      const { device } = asked;
      const old = await store.get('device', device);
      // An app token does not become a device.
      if (old && (old.user !== user || old.app)) return problems.deviceTaken;
      const absent = old ? [] : [{ table: 'device', key: device } as const];
      if (!old && !(await makeRoomForDevice(user))) return tooManyDevices(maxDevicesPerUser);
      const { token, known } = newToken(user, { deviceName: old?.name, ...asked });
      // A new account took this device id meanwhile.
      if (!(await store.commit(deviceRows(known, clock(), old), absent))) return problems.deviceTaken;
      devices.put(known);
      const name = people.accountNameOf(user) ?? '';
      const displayName = people.nameOf(user);
      return {
        user,
        name,
        token,
        ...(displayName !== undefined && displayName !== name && { displayName }),
      };
    });
  }

  /** Nobody is signed out who may still be there: they would not know why. */
  async function makeRoomForDevice(user: UserId): Promise<boolean> {
    const own = devicesProperOf(user, devices);
    if (own.length < maxDevicesPerUser) return true;
    limitMet('devices_per_user');
    let oldest: { known: KnownDevice; seenMs: number } | undefined;
    for (const known of own) {
      const madeAtMs = (await store.get('device', known.device))?.createdAtMs ?? 0;
      const seenMs = Math.max(madeAtMs, devices.lastSeenMs(known.device) ?? 0);
      if (!oldest || seenMs < oldest.seenMs) oldest = { known, seenMs };
    }
    if (!oldest || oldest.seenMs > clock() - unseenMs) return false;
    await devices.remove([oldest.known]);
    fanOut().endDevice(oldest.known.device, 'session-ended', 'This device was signed out.');
    return true;
  }

  function newToken(user: UserId, { device, deviceName }: Pick<Credentials, 'device' | 'deviceName'>) {
    const token = createToken(random);
    const name = deviceName && checkDeviceName(deviceName);
    return { token, known: { user, device, tokenHash: hashToken(token), ...(name && { name }) } };
  }

  function signOut(token: string): Promise<boolean> {
    return inTurn(async () => {
      const known = devices.findByToken(token);
      if (!known) return false;
      await devices.remove([known]);
      fanOut().endDevice(known.device, 'session-ended', endedWords['signed-out']);
      return true;
    });
  }

  function lookAtInvite(secret: string): InviteLook | AccountProblem {
    const invite = inviteDesk.check(secret);
    if ('code' in invite) return { error: 'bad-invite', message: invite.text };
    const room = invite.room === undefined ? undefined : rooms.row(invite.room)?.name;
    const makesAccounts = !('error' in registration.admit({ invite: secret }));
    return { ...(room !== undefined && { room }), by: people.nameOf(invite.by) ?? '', makesAccounts };
  }

  const unlessUnavailable =
    <T>(work: (asked: T, place?: Place) => Promise<SignedIn | AccountProblem>) =>
    async (asked: T, place?: Place) => {
      try {
        return await work(asked, place);
      } catch (error) {
        log.error('an account could not be made or signed in to', error);
        return problems.unavailable;
      }
    };

  return {
    createAccount: unlessUnavailable(createAccount),
    signIn: unlessUnavailable(signIn),
    link: unlessUnavailable(link),
    lookAtInvite,
    signOut,
  };
}
