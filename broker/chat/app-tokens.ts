// App tokens: for scripts and things of a person, each with a name and few rights. One is a device like any other, but that its secret is made
// by the device that asks for it, so that asking twice makes one, and that any number of MQTT clients use it at the same time.
import type { AppRights } from '../../src/protocol/app-rights';
import type { AskError } from '../../src/protocol/ask';
import { endedWords } from '../../src/protocol/ended';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import type { Store } from '../store/store';
import { checkDeviceName, deviceRows, hashAppToken, type Devices, type KnownDevice } from './devices';
import type { InTurn } from './in-turn';

export interface AppTokens {
  /** `by`: the device that asks. Rejects when the store fails. */
  make(
    user: UserId,
    by: DeviceId,
    asked: { readonly token: string; readonly name: string; readonly app: AppRights },
  ): Promise<KnownDevice | AskError>;
}

export function createAppTokens({
  store,
  devices,
  inTurn,
  maxPerUser,
  limitMet = () => undefined,
  clock,
}: {
  store: Store;
  devices: Devices;
  inTurn: InTurn;
  maxPerUser: number;
  limitMet?: (limit: 'app_tokens_per_user') => void;
  /** Unix ms. */
  clock: () => number;
}): AppTokens {
  return {
    make: (user, by, { token, name: given, app }) =>
      inTurn(async () => {
        // It was signed out while it waited: what it asks for would outlive it.
        if (devices.find(by)?.user !== user) return ended;
        const name = checkDeviceName(given);
        if (name === '') return nameless;
        const tokenHash = hashAppToken(token);
        const device = `app-${tokenHash.slice(0, 22)}` as DeviceId;
        const existing = devices.find(device);
        if (existing) return existing.user === user && existing.tokenHash === tokenHash ? existing : taken;
        if (appTokensOf(user, devices).length >= maxPerUser) {
          limitMet('app_tokens_per_user');
          return tooMany(maxPerUser);
        }
        const known: KnownDevice = { user, device, tokenHash, name, app };
        const isMade = await store.commit(deviceRows(known, clock(), undefined), [
          { table: 'device', key: device },
        ]);
        if (!isMade) return taken;
        devices.put(known);
        return known;
      }),
  };
}

export const appTokensOf = (user: UserId, devices: Pick<Devices, 'of'>): KnownDevice[] =>
  devices.of(user).filter(({ app }) => app !== undefined);

export const devicesProperOf = (user: UserId, devices: Pick<Devices, 'of'>): KnownDevice[] =>
  devices.of(user).filter(({ app }) => app === undefined);

const ended: AskError = { code: 'not-authorized', text: endedWords['signed-out'] };
const nameless: AskError = { code: 'bad-name', text: 'Please give the token a name.' };
const taken: AskError = { code: 'token-taken', text: 'There is such a token already. Please try once more.' };
const tooMany = (count: number): AskError => ({
  code: 'too-many',
  text: `You have ${count} app tokens. Revoke one before you make another.`,
});
