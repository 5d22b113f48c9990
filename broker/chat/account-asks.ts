// Answers about the asker's own account and devices.
import type { DeviceId } from '../../src/protocol/ids';
import type { SessionHandle } from '../application';
import type { Store } from '../store/store';
import type { AccountChanges } from './account-changes';
import type { AccountRemoval } from './account-removal';
import type { Handlers } from './ask-handlers';
import type { Devices } from './devices';
import { createEndAfterwards } from './end-afterwards';
import type { LinkCodes } from './link-codes';

export interface AccountAsksDeps {
  readonly store: Store;
  readonly devices: Devices;
  readonly linkCodes: LinkCodes;
  readonly accountChanges: AccountChanges;
  readonly accountRemoval: AccountRemoval;
  readonly isConnected: (session: SessionHandle) => boolean;
  /** Unix ms. */
  readonly clock: () => number;
}

type AccountAsk =
  | 'devices'
  | 'endDevice'
  | 'endAllDevices'
  | 'changePassword'
  | 'setName'
  | 'linkCode'
  | 'deleteAccount';

export function createAccountAsks({
  store,
  devices,
  linkCodes,
  accountChanges,
  accountRemoval,
  isConnected,
  clock,
}: AccountAsksDeps): Pick<Handlers, AccountAsk> {
  const endAfterwards = createEndAfterwards(isConnected);

  return {
    devices: async (_session, _params, user) => {
      const known = devices.of(user);
      const rows = await Promise.all(known.map(({ device }) => store.get('device', device)));
      return {
        result: known.map(({ device, name = '' }, index) => ({
          device,
          name,
          sinceSec: Math.floor((rows[index]?.createdAtMs ?? 0) / 1000),
          seenSec: Math.floor((devices.lastSeenMs(device) ?? 0) / 1000),
        })),
      };
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
