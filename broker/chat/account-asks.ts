// Answers about the asker's own account and devices.
import type { DeviceId } from '../../src/protocol/ids';
import type { DeviceRow } from '../../src/protocol/asks-account';
import type { SessionHandle } from '../application';
import type { Store } from '../store/store';
import type { AccountChanges } from './account-changes';
import type { AccountRemoval } from './account-removal';
import { createAppTokens } from './app-tokens';
import type { Handlers } from './ask-handlers';
import type { Devices, KnownDevice } from './devices';
import { createEndAfterwards } from './end-afterwards';
import type { InTurn } from './in-turn';
import type { LinkCodes } from './link-codes';

export interface AccountAsksDeps {
  readonly store: Store;
  readonly devices: Devices;
  readonly inTurn: InTurn;
  readonly maxAppTokensPerUser: number;
  readonly limitMet?: (limit: 'app_tokens_per_user') => void;
  readonly linkCodes: LinkCodes;
  readonly accountChanges: AccountChanges;
  readonly accountRemoval: AccountRemoval;
  readonly isConnected: (session: SessionHandle) => boolean;
  /** Unix ms. */
  readonly clock: () => number;
}

type AccountAsk =
  | 'devices'
  | 'makeAppToken'
  | 'endDevice'
  | 'endAllDevices'
  | 'changePassword'
  | 'setName'
  | 'linkCode'
  | 'deleteAccount';

export function createAccountAsks({
  store,
  devices,
  inTurn,
  maxAppTokensPerUser,
  limitMet,
  linkCodes,
  accountChanges,
  accountRemoval,
  isConnected,
  clock,
}: AccountAsksDeps): Pick<Handlers, AccountAsk> {
  const endAfterwards = createEndAfterwards(isConnected);
  const appTokens = createAppTokens({
    store,
    devices,
    inTurn,
    maxPerUser: maxAppTokensPerUser,
    ...(limitMet && { limitMet }),
    clock,
  });

  async function describe({ device, name = '', app }: KnownDevice): Promise<DeviceRow> {
    const row = await store.get('device', device);
    return {
      device,
      name,
      sinceSec: Math.floor((row?.createdAtMs ?? 0) / 1000),
      seenSec: Math.floor((devices.lastSeenMs(device) ?? 0) / 1000),
      ...(app && { app }),
    };
  }

  return {
    devices: async (_session, _params, user) => ({
      result: await Promise.all(devices.of(user).map(describe)),
    }),

    makeAppToken: async ({ principal }, asked, user) => {
      const made = await appTokens.make(user, principal.device as DeviceId, asked);
      return 'code' in made ? { error: made } : { result: await describe(made) };
    },

    endDevice: async (session, { device }, user) =>
      endAfterwards(session, await accountChanges.endDevices(user, (each) => each === device)),

    endAllDevices: async (session, { keepThis }, user) =>
      endAfterwards(
        session,
        await accountChanges.endDevices(user, (each) => !keepThis || each !== session.principal.device),
      ),

    changePassword: async (_session, { old, new: next }, user) => {
      const error = await accountChanges.changePassword(user, old, next);
      return error ? { error } : { result: undefined };
    },

    setName: async (_session, { name }, user) => {
      const set = await accountChanges.setDisplayName(user, name);
      return 'code' in set ? { error: set } : { result: set };
    },

    linkCode: ({ principal }, _params, user) => {
      const { code, expiresAtMs } = linkCodes.make(user, principal.device as DeviceId);
      return { result: { code, expiresInSec: Math.ceil((expiresAtMs - clock()) / 1000) } };
    },

    deleteAccount: async (session, { password, messages }, user) => {
      const error = await accountChanges.checkPassword(user, password);
      if (error) return { error };
      const ended = await accountRemoval.begin(user, messages);
      return 'code' in ended ? { error: ended } : endAfterwards(session, ended);
    },
  };
}
