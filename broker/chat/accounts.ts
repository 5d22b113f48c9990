// Accounts: made, signed in to and out of. An answer may get lost on a bad link, so a request that is repeated
// with the same device id gives the same device again, with a fresh token, and never "name taken".
import type { AccountErrorCode, Credentials, SignedIn } from '../../src/protocol/accounts';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { maxNameChars, minPasswordChars } from '../../src/protocol/limits';
import { checkName } from '../../src/protocol/names';
import type { FanOut } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { createToken, deviceRows, hashToken, type Devices } from './devices';
import { createInTurn } from './in-turn';
import type { Passwords } from './passwords';
import type { People } from './people';
import { memberRow, type Rooms } from './rooms';

/** Why not, for a program and, in a sentence, for a person. */
export interface AccountProblem {
  readonly error: AccountErrorCode;
  readonly message: string;
}

export interface Accounts {
  createAccount(credentials: Credentials): Promise<SignedIn | AccountProblem>;
  signIn(credentials: Credentials): Promise<SignedIn | AccountProblem>;
  /** False when the token is unknown. Rejects when the store fails. */
  signOut(token: string): Promise<boolean>;
}

const problems = {
  name: {
    empty: 'Please enter a name.',
    'too-long': `A name has at most ${maxNameChars} characters.`,
    'control-character': 'This name has characters that cannot be seen. Please leave them out.',
  },
  shortPassword: {
    error: 'bad-password',
    message: `A password has at least ${minPasswordChars} characters.`,
  },
  nameTaken: { error: 'name-taken', message: 'This name is taken. Please choose another one.' },
  wrongCredentials: { error: 'wrong-credentials', message: 'The name or the password is wrong.' },
  deviceTaken: {
    error: 'device-taken',
    message: 'This device is signed in to another account. Please sign out there first.',
  },
  busy: {
    error: 'busy',
    message: 'Many people are signing in at this moment. Please try again in a few seconds.',
  },
  unavailable: {
    error: 'unavailable',
    message: 'The server cannot store anything at the moment. Please try again later.',
  },
} as const;

export function createAccounts({
  store,
  people,
  devices,
  rooms,
  lobby,
  passwords,
  fanOut,
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
  fanOut: () => FanOut;
  /** Unix ms. */
  clock: () => number;
  random: (bytes: number) => Uint8Array;
  log: Log;
}): Accounts {
  // Reading a device's row and writing it again is one step; hashing stays outside.
  const inTurn = createInTurn();

  async function createAccount(credentials: Credentials): Promise<SignedIn | AccountProblem> {
    const checked = checkName(credentials.name);
    if (!checked.ok) return { error: 'bad-name', message: problems.name[checked.problem] };
    const { password, device } = credentials;
    if (Array.from(password).length < minPasswordChars) return problems.shortPassword;
    const existing = await store.get('userName', checked.folded);
    if (existing) return repeatCreation(existing.user, credentials);
    if (await store.get('device', device)) return problems.deviceTaken;

    const hashed = await passwords.hash(password);
    if (hashed === 'busy') return problems.busy;
    const user = Buffer.from(random(6)).toString('base64url') as UserId;
    const token = createToken(random);
    const known = { user, device, tokenHash: hashToken(token) };
    const now = clock();
    const membership = memberRow(lobby, user, now);
    const made = await store.commit(
      [
        {
          table: 'user',
          key: user,
          row: { name: checked.name, passwordHash: hashed.passwordHash, createdAtMs: now },
        },
        { table: 'userName', key: checked.folded, row: { user } },
        ...deviceRows(known, now, undefined),
        membership,
      ],
      [
        { table: 'userName', key: checked.folded },
        { table: 'device', key: device },
        { table: 'user', key: user },
      ],
    );
    // Somebody, perhaps this device itself, was quicker: the second look finds what is there now.
    if (!made) return createAccount(credentials);
    devices.put(known, undefined);
    people.add({ user, name: checked.name });
    rooms.apply([membership]);
    return { user, name: checked.name, token, lobby };
  }

  async function repeatCreation(user: UserId, { password, device }: Credentials) {
    if ((await store.get('device', device))?.user !== user) return problems.nameTaken;
    const right = await passwords.verify((await store.get('user', user))?.passwordHash, password);
    if (right === 'busy') return problems.busy;
    return right ? renewToken(user, device) : problems.nameTaken;
  }

  async function signIn({ name, password, device }: Credentials): Promise<SignedIn | AccountProblem> {
    const checked = checkName(name);
    const user = checked.ok ? (await store.get('userName', checked.folded))?.user : undefined;
    const row = user && (await store.get('user', user));
    const right = await passwords.verify(row?.passwordHash, password);
    if (right === 'busy') return problems.busy;
    return right && user !== undefined ? renewToken(user, device) : problems.wrongCredentials;
  }

  function renewToken(user: UserId, device: Credentials['device']): Promise<SignedIn | AccountProblem> {
    return inTurn(async () => {
      const old = await store.get('device', device);
      if (old && old.user !== user) return problems.deviceTaken;
      const token = createToken(random);
      const absent = old ? [] : [{ table: 'device', key: device } as const];
      const known = { user, device, tokenHash: hashToken(token) };
      // A new account took this device id meanwhile.
      if (!(await store.commit(deviceRows(known, clock(), old), absent))) return problems.deviceTaken;
      devices.put(known, old);
      return { user, name: people.nameOf(user) ?? '', token };
    });
  }

  function signOut(token: string): Promise<boolean> {
    return inTurn(async () => {
      const known = devices.findByToken(token);
      if (!known) return false;
      await store.commit([
        { table: 'token', key: known.tokenHash, row: undefined },
        { table: 'device', key: known.device, row: undefined },
        { table: 'session', key: `${known.user}/${known.device}`, row: undefined },
      ]);
      devices.remove(known);
      fanOut().endDevice(known.device, 'session-ended', 'This device was signed out.');
      return true;
    });
  }

  const unlessUnavailable =
    (work: (credentials: Credentials) => Promise<SignedIn | AccountProblem>) =>
    async (credentials: Credentials) => {
      try {
        return await work(credentials);
      } catch (error) {
        log.error('an account could not be made or signed in to', error);
        return problems.unavailable;
      }
    };

  return { createAccount: unlessUnavailable(createAccount), signIn: unlessUnavailable(signIn), signOut };
}
