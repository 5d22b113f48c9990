// A device proves itself by its token. The store keeps only the token's hash, so a stolen backup signs nobody in.
// All devices are in memory, written through to the store first: after an outage everybody logs in in the same moment.
import { hash } from 'node:crypto';
import { endedWords } from '../../src/protocol/ended';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import type { Application, Principal, Refusal } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';
import type { People } from './people';

const tokenBytes = 18;
const seenIntervalMs = 600_000;

export interface KnownDevice {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly tokenHash: string;
  /** As it calls itself: "Chrome on Android". */
  readonly name?: string | undefined;
}

export interface Devices {
  findByToken(token: string | Uint8Array): KnownDevice | undefined;
  find(device: DeviceId): KnownDevice | undefined;
  of(user: UserId): KnownDevice[];
  /** After a commit that held its `deviceRows`: its old token is worth nothing any more. */
  put(known: KnownDevice): void;
  /**
   * Their tokens are worth nothing from this moment on; devices, tokens and sessions are removed in one commit, along with `changes`.
   * Rejects when the store fails: then all is as before.
   */
  remove(ended: readonly KnownDevice[], changes?: readonly ChangeTable[]): Promise<void>;
  connected(device: DeviceId): void;
  disconnected(device: DeviceId): void;
  /** Unix ms: now, while it is connected; `undefined` while it never was. */
  lastSeenMs(device: DeviceId): number | undefined;
  /** Writes down when they were seen, and stops the clock. */
  close(): Promise<void>;
}

export async function loadDevices({
  store,
  clock,
  log,
}: {
  store: Store;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Promise<Devices> {
  const devicesById = new Map<DeviceId, KnownDevice>();
  const devicesByTokenHash = new Map<string, KnownDevice>();
  const devicesByUser = new Map<UserId, Set<KnownDevice>>();
  const connections = new Map<DeviceId, number>();
  const seenMs = new Map<DeviceId, number>();
  /** Seen, and not written down yet. */
  const unwritten = new Set<DeviceId>();

  for (const [device, { user, tokenHash, name }] of await store.list('device'))
    put({ user, device: device as DeviceId, tokenHash, ...(name !== undefined && { name }) });
  for (const [device, { atMs }] of await store.list('deviceSeen')) seenMs.set(device as DeviceId, atMs);
  const timer = setInterval(() => void writeSeen(), seenIntervalMs);
  timer.unref();

  function put(known: KnownDevice): void {
    const old = devicesById.get(known.device);
    if (old) forget(old);
    devicesById.set(known.device, known);
    devicesByTokenHash.set(known.tokenHash, known);
    const own = devicesByUser.get(known.user);
    if (own) own.add(known);
    else devicesByUser.set(known.user, new Set([known]));
  }

  function forget(known: KnownDevice): void {
    devicesById.delete(known.device);
    devicesByTokenHash.delete(known.tokenHash);
    const own = devicesByUser.get(known.user);
    own?.delete(known);
    if (own?.size === 0) devicesByUser.delete(known.user);
  }

  async function remove(ended: readonly KnownDevice[], changes: readonly ChangeTable[] = []): Promise<void> {
    for (const known of ended) forget(known);
    try {
      const sessions = await Promise.all(ended.map(sessionRows));
      await store.commit([...changes, ...ended.flatMap(endedRows), ...sessions.flat()]);
    } catch (error) {
      for (const known of ended) put(known);
      throw error;
    }
    for (const { device } of ended) {
      seenMs.delete(device);
      unwritten.delete(device);
    }
  }

  /** Under whatever client ids its token opened them. */
  async function sessionRows({ user, device }: KnownDevice): Promise<ChangeTable[]> {
    const kept = await store.list('session', `${user}/`);
    return kept
      .filter(([, row]) => (row.device ?? row.clientId) === device)
      .map(([key]) => ({ table: 'session', key, row: undefined }));
  }

  function seen(device: DeviceId): void {
    if (!devicesById.has(device)) return;
    seenMs.set(device, clock());
    unwritten.add(device);
  }

  async function writeSeen(): Promise<void> {
    for (const device of connections.keys()) seen(device);
    const written = [...unwritten];
    if (written.length === 0) return;
    unwritten.clear();
    try {
      await store.commit(
        written.map((device) => ({
          table: 'deviceSeen',
          key: device,
          row: { atMs: seenMs.get(device) ?? 0 },
        })),
      );
    } catch (error) {
      for (const device of written) unwritten.add(device);
      log.warn('it could not be written down when devices were seen', error);
    }
  }

  return {
    findByToken: (token) => devicesByTokenHash.get(hashToken(token)),
    find: (device) => devicesById.get(device),
    of: (user) => [...(devicesByUser.get(user) ?? [])],
    put,
    remove,
    connected: (device) => {
      connections.set(device, (connections.get(device) ?? 0) + 1);
      seen(device);
    },
    disconnected: (device) => {
      const left = (connections.get(device) ?? 1) - 1;
      if (left > 0) connections.set(device, left);
      else connections.delete(device);
      seen(device);
    },
    lastSeenMs: (device) => (connections.has(device) ? clock() : seenMs.get(device)),
    close: async () => {
      clearInterval(timer);
      await writeSeen();
    },
  };
}

/** A device and its token are gone. */
const endedRows = ({ device, tokenHash }: KnownDevice): ChangeTable[] => [
  { table: 'token', key: tokenHash, row: undefined },
  { table: 'device', key: device, row: undefined },
  { table: 'deviceSeen', key: device, row: undefined },
];

export const createToken = (random: (bytes: number) => Uint8Array): string =>
  Buffer.from(random(tokenBytes)).toString('base64url');

export const hashToken = (token: string | Uint8Array): string => hash('sha256', token, 'base64url');

/** Rows that make the token the only one of the device. `old` is the device as it was. */
export function deviceRows(
  { user, device, tokenHash, name }: KnownDevice,
  nowMs: number,
  old: { readonly tokenHash: string; readonly createdAtMs: number } | undefined,
): ChangeTable[] {
  const row = {
    user,
    tokenHash,
    createdAtMs: old?.createdAtMs ?? nowMs,
    ...(name !== undefined && { name }),
  };
  return [
    ...(old ? [{ table: 'token', key: old.tokenHash, row: undefined } as const] : []),
    { table: 'token', key: tokenHash, row: { device } },
    { table: 'device', key: device, row },
  ];
}

const wrongLogin: Refusal = {
  refused: 'not-authorized',
  reason: 'The name or the device token is wrong, or this device was signed out.',
};

const suspended: Refusal = { refused: 'not-authorized', reason: endedWords.suspended };

/** CONNECT: user name is the account's name, password the device's token. */
export function authenticate(
  { devices, people }: { devices: Devices; people: People },
  { username, password }: Parameters<Application['authenticate']>[0],
): Principal | Refusal {
  if (username === undefined || password === undefined) return wrongLogin;
  const known = devices.findByToken(password);
  if (!known || !people.isNameOf(known.user, username)) return wrongLogin;
  if (people.isSuspended(known.user)) return suspended;
  return { user: known.user, device: known.device };
}
