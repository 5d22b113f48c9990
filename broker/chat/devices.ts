// A device proves itself by its token. The store keeps only the token's hash, so a stolen backup signs nobody in.
// All devices are in memory, written through to the store first: after an outage everybody logs in in the same moment.
import { hash } from 'node:crypto';
import type { AppRights } from '../../src/protocol/app-rights';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { maxDeviceNameChars } from '../../src/protocol/limits';
import { plainLine } from '../../src/protocol/plain-line';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';

const tokenBytes = 18;
const appPrefix = Buffer.from('app token ');
const seenIntervalMs = 600_000;

/** A device of a person, or an app token of theirs: that is one too, with few rights. */
export interface KnownDevice {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly tokenHash: string;
  /** As it calls itself: "Chrome on Android". */
  readonly name?: string | undefined;
  /** An app token's: what it may. */
  readonly app?: AppRights | undefined;
}

export interface Devices {
  /** By a device's token; an app token is good for MQTT alone. */
  findByToken(token: string): KnownDevice | undefined;
  /** By what comes as the password of a CONNECT. */
  findByLogin(token: Uint8Array): KnownDevice | undefined;
  find(device: DeviceId): KnownDevice | undefined;
  /** Devices and app tokens. */
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

  for (const [device, { user, tokenHash, name, app }] of await store.list('device'))
    put({
      user,
      device: device as DeviceId,
      tokenHash,
      ...(name !== undefined && { name }),
      ...(app && { app }),
    });
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
    findByLogin: (token) =>
      devicesByTokenHash.get(hashToken(token)) ?? devicesByTokenHash.get(hashAppToken(token)),
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

/** What a device calls itself, in one line that everybody can read; empty when nothing of it can be seen. */
export const checkDeviceName = (text: string): string =>
  Array.from(plainLine(text)).slice(0, maxDeviceNameChars).join('');

export const createToken = (random: (bytes: number) => Uint8Array): string =>
  Buffer.from(random(tokenBytes)).toString('base64url');

export const hashToken = (token: string | Uint8Array): string => hash('sha256', token, 'base64url');

/** Another hash than a device's: where a device's token is looked for, also by an older broker, an app token is worth nothing. */
export const hashAppToken = (token: string | Uint8Array): string =>
  hashToken(Buffer.concat([appPrefix, Buffer.from(token)]));

/** Rows that make the token the only one of the device. `old` is the device as it was. */
export function deviceRows(
  { user, device, tokenHash, name, app }: KnownDevice,
  nowMs: number,
  old: { readonly tokenHash: string; readonly createdAtMs: number } | undefined,
): ChangeTable[] {
  const row = {
    user,
    tokenHash,
    createdAtMs: old?.createdAtMs ?? nowMs,
    ...(name !== undefined && { name }),
    ...(app && { app }),
  };
  return [
    ...(old ? [{ table: 'token', key: old.tokenHash, row: undefined } as const] : []),
    { table: 'token', key: tokenHash, row: { device } },
    { table: 'device', key: device, row },
  ];
}
