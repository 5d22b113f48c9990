// What changes an account or ends devices: asked for by their owner, or by the server's admin. What ends a device takes effect
// at once: its token is worth nothing before anything is written, and its connections end with the commit.
import type { AskError } from '../../src/protocol/ask';
import { endedWords } from '../../src/protocol/ended';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { foldName } from '../../src/protocol/names';
import { userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut } from '../application';
import type { Store } from '../store/store';
import type { ChangeTable, Tables } from '../store/tables';
import {
  checkPassword,
  checkPersonsName,
  problems,
  tooManyTries,
  type AccountProblem,
} from './account-problems';
import type { Attempts } from './attempts';
import type { Devices, KnownDevice } from './devices';
import type { InTurn } from './in-turn';
import type { Passwords } from './passwords';
import type { People } from './people';

/** All of them reject when the store fails. */
export interface AccountChanges {
  /**
   * Signs out those of somebody's devices that `which` names. Resolves with what ends their connections: the caller's own may have
   * to wait for its answer.
   */
  endDevices(user: UserId, which: (device: DeviceId) => boolean): Promise<readonly EndConnection[]>;
  /** The same for their app tokens: nobody sees on a screen that one of them is in wrong hands. */
  endAppTokens(user: UserId): Promise<readonly EndConnection[]>;
  /** Checks the old one first; one that is `next` already is fine, since the first answer may have got lost. */
  changePassword(user: UserId, old: string, next: string): Promise<AskError | undefined>;
  setPassword(user: UserId, password: string): Promise<AskError | undefined>;
  /** Is this their password? */
  checkPassword(user: UserId, password: string): Promise<AskError | undefined>;
  setDisplayName(user: UserId, name: string): Promise<{ readonly name: string } | AskError>;
  /** A suspended person comes in nowhere; their devices, sessions and words stay as they are. */
  setSuspended(user: UserId, suspended: boolean): Promise<AskError | undefined>;
  setRole(user: UserId, role: 'admin' | undefined): Promise<AskError | undefined>;
  /** May others see when they are here? */
  setPresence(user: UserId, shown: boolean): Promise<AskError | undefined>;
}

export interface EndConnection {
  readonly device: DeviceId;
  /** It was an app token. */
  readonly isApp: boolean;
  end(): void;
}

export function createAccountChanges({
  store,
  people,
  devices,
  passwords,
  attempts,
  fanOut,
  named,
  inTurn,
  clock,
}: {
  store: Store;
  people: People;
  devices: Devices;
  passwords: Passwords;
  /** Whoever sits at somebody else's device does not find out the password there. */
  attempts: Attempts;
  fanOut: () => FanOut;
  /** What is shown of somebody is another name, on disk. */
  named: (user: UserId) => void;
  inTurn: InTurn;
  /** Unix ms. */
  clock: () => number;
}): AccountChanges {
  async function end(user: UserId, which: (known: KnownDevice) => boolean): Promise<EndConnection[]> {
    const ended = await inTurn(async () => {
      const own = devices.of(user).filter(which);
      if (own.length > 0) await devices.remove(own);
      return own;
    });
    return ended.map((known) => endConnection(known, fanOut, endedWords['signed-out']));
  }

  async function verify(user: UserId, password: string): Promise<boolean | 'busy'> {
    return passwords.verify((await store.get('user', user))?.passwordHash || undefined, password);
  }

  /** Which of these is their password: its place in the list, or why none is. */
  async function findRight(user: UserId, passwordsGiven: readonly string[]): Promise<number | AskError> {
    const attempt = attempts.begin({ name: `own password of ${user}` });
    if ('waitSec' in attempt) return asAskError(tooManyTries(attempt.waitSec));
    let over = attempt.neither;
    try {
      for (const [index, password] of passwordsGiven.entries()) {
        const right = await verify(user, password);
        if (right === 'busy') return asAskError(problems.busy);
        if (!right) continue;
        over = attempt.right;
        return index;
      }
      over = attempt.wrong;
      return wrongPassword;
    } finally {
      over();
    }
  }

  async function changePassword(user: UserId, old: string, next: string): Promise<AskError | undefined> {
    const bad = checkPassword(next);
    if (bad) return asAskError(bad);
    const right = await findRight(user, [old, next]);
    if (typeof right === 'object') return right;
    return right === 0 ? setPassword(user, next) : undefined;
  }

  async function setPassword(user: UserId, password: string): Promise<AskError | undefined> {
    const bad = checkPassword(password);
    if (bad) return asAskError(bad);
    const hashed = await passwords.hash(password);
    if (hashed === 'busy') return asAskError(problems.busy);
    return changeRow(user, (row) => ({ ...row, passwordHash: hashed.passwordHash }));
  }

  async function setSuspended(user: UserId, suspended: boolean): Promise<AskError | undefined> {
    const error = await changeRow(user, ({ suspendedAtMs, ...row }) =>
      suspended ? { ...row, suspendedAtMs: suspendedAtMs ?? clock() } : row,
    );
    if (!error && suspended)
      for (const { device } of devices.of(user))
        fanOut().endDevice(device, 'administrative', endedWords.suspended);
    return error;
  }

  async function setRole(user: UserId, role: 'admin' | undefined): Promise<AskError | undefined> {
    const error = await changeRow(user, ({ role: _old, ...row }) => (role ? { ...row, role } : row));
    if (!error) fanOut().signal(userTopic(user), encodeUserChange({ change: 'admin', isAdmin: !!role }));
    return error;
  }

  const setPresence = (user: UserId, shown: boolean): Promise<AskError | undefined> =>
    changeRow(user, ({ hidesPresence: _old, ...row }) => (shown ? row : { ...row, hidesPresence: true }));

  function changeRow(
    user: UserId,
    change: (row: Tables['user']) => Tables['user'],
  ): Promise<AskError | undefined> {
    return inTurn(async () => {
      const row = await store.get('user', user);
      if (!row || row.deletedAtMs !== undefined) return noSuchPerson;
      const changed = change(row);
      const isAdmin = changed.role === 'admin' && changed.suspendedAtMs === undefined;
      if (!isAdmin && people.isOnlyAdmin(user)) return onlyAdmin;
      await store.commit([{ table: 'user', key: user, row: changed }]);
      people.put(user, changed);
      return undefined;
    });
  }

  async function setDisplayName(user: UserId, text: string): Promise<{ name: string } | AskError> {
    const checked = checkPersonsName(text);
    if ('error' in checked) return asAskError(checked);
    const { name, folded } = checked;
    return inTurn(async () => {
      const old = await store.get('user', user);
      if (!old || old.deletedAtMs !== undefined) return noSuchPerson;
      const { displayName, ...rest } = old;
      if (name === (displayName ?? old.name)) return { name };
      const changed = { ...rest, namedAtMs: clock() };
      const row = name === old.name ? changed : { ...changed, displayName: name };
      const own = [foldName(old.name), ...(displayName === undefined ? [] : [foldName(displayName)])];
      const changes: ChangeTable[] = [{ table: 'user', key: user, row }];
      const absent = own.includes(folded) ? [] : [{ table: 'userName', key: folded } as const];
      for (const key of own.slice(1))
        if (key !== folded && key !== own[0]) changes.push({ table: 'userName', key, row: undefined });
      for (const { key } of absent) changes.push({ table: 'userName', key, row: { user } });
      if (!(await store.commit(changes, absent))) return asAskError(problems.nameTaken);
      people.put(user, row);
      named(user);
      return { name };
    });
  }

  return {
    endDevices: (user, which) => end(user, ({ device }) => which(device)),
    endAppTokens: (user) => end(user, ({ app }) => app !== undefined),
    changePassword,
    setPassword,
    checkPassword: async (user, password) => {
      const right = await findRight(user, [password]);
      return typeof right === 'object' ? right : undefined;
    },
    setDisplayName,
    setSuspended,
    setRole,
    setPresence,
  };
}

export const endConnection = (
  { device, app }: KnownDevice,
  fanOut: () => FanOut,
  reason: string,
): EndConnection => ({
  device,
  isApp: app !== undefined,
  end: () => fanOut().endDevice(device, 'session-ended', reason),
});

export const asAskError = ({ error, message }: AccountProblem): AskError => ({ code: error, text: message });

const wrongPassword: AskError = { code: 'wrong-password', text: 'The password is wrong.' };
export const onlyAdmin: AskError = {
  code: 'only-admin',
  text: 'This is the only admin of this server. Make somebody else admin first.',
};
export const noSuchPerson: AskError = { code: 'no-such-person', text: 'There is no such person.' };
