// Which account is signed in on this device, and what signing in and out still owes the broker.
import type { DeviceId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import { openDeviceDatabase, type SignedInAccount } from './schema';

export interface DeviceDb {
  account(): Promise<SignedInAccount | undefined>;
  /** Signed in: from now on this account is the one, and the request's device id is used up. */
  putAccount(account: SignedInAccount): Promise<void>;
  /** Signed out: the account goes, its token stays until the broker has heard of it. One transaction. */
  removeAccount(): Promise<void>;
  /** The device id to ask with: the same one until an answer came, so that a lost answer is not asked for by a stranger. */
  deviceId(make: () => DeviceId): Promise<DeviceId>;
  /** That id is somebody else's, or used up. */
  forgetDeviceId(): Promise<void>;
  /** Was installing the app offered beside the messages? Once is enough. */
  installOffered(): Promise<boolean>;
  setInstallOffered(): Promise<void>;
  /** Secrets of invites that were opened here and are still to be used, the oldest first. They go with a sign-out. */
  invites(): Promise<readonly string[]>;
  keepInvite(token: string): Promise<void>;
  forgetInvite(token: string): Promise<void>;
  signOuts(): Promise<string[]>;
  signOutDone(token: string): Promise<void>;
  close(): void;
}

export async function openDeviceDb(): Promise<DeviceDb> {
  const database = await openDeviceDatabase();
  const account = async () => (await database.get('current', 'account')) as SignedInAccount | undefined;

  const changeInvites = async (change: (tokens: readonly string[]) => readonly string[]) => {
    const tx = database.transaction('current', 'readwrite', { durability: 'strict' });
    await allOrNothing(tx, async () => {
      const tokens = ((await tx.store.get('invites')) ?? []) as readonly string[];
      await tx.store.put(change(tokens), 'invites');
    });
  };

  return {
    account,
    async putAccount(signedIn) {
      const tx = database.transaction('current', 'readwrite', { durability: 'strict' });
      await Promise.all([tx.store.put(signedIn, 'account'), tx.store.delete('device'), tx.done]);
    },
    async removeAccount() {
      const tx = database.transaction(['current', 'signOuts'], 'readwrite', { durability: 'strict' });
      await allOrNothing(tx, async () => {
        const current = (await tx.objectStore('current').get('account')) as SignedInAccount | undefined;
        if (current) await tx.objectStore('signOuts').put({ token: current.token });
        await tx.objectStore('current').delete('account');
        await tx.objectStore('current').delete('invites');
      });
    },
    async deviceId(make) {
      const tx = database.transaction('current', 'readwrite', { durability: 'strict' });
      return await allOrNothing(tx, async () => {
        const old = (await tx.store.get('device')) as DeviceId | undefined;
        const device = old ?? make();
        if (old === undefined) await tx.store.put(device, 'device');
        return device;
      });
    },
    async forgetDeviceId() {
      await database.delete('current', 'device');
    },
    installOffered: async () => (await database.get('current', 'installOffered')) === true,
    async setInstallOffered() {
      await database.put('current', true, 'installOffered');
    },
    invites: async () => ((await database.get('current', 'invites')) ?? []) as readonly string[],
    keepInvite: (token) => changeInvites((tokens) => [...tokens.filter((each) => each !== token), token]),
    forgetInvite: (token) => changeInvites((tokens) => tokens.filter((each) => each !== token)),
    signOuts: async () => (await database.getAll('signOuts')).map(({ token }) => token),
    async signOutDone(token) {
      await database.delete('signOuts', token);
    },
    close: () => database.close(),
  };
}
