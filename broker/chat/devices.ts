// A device proves itself by its token. The store keeps only the token's hash, so a stolen backup signs nobody in.
// All devices are in memory, written through to the store first: after an outage everybody logs in in the same moment.
import { hash } from 'node:crypto';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { foldName } from '../../src/protocol/names';
import type { Application, Principal, Refusal } from '../application';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';
import type { People } from './people';

const tokenBytes = 18;

export interface KnownDevice {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly tokenHash: string;
}

export interface Devices {
  findByToken(token: string | Uint8Array): KnownDevice | undefined;
  /** After a commit that held its `deviceRows`: `old` token is worth nothing any more. */
  put(known: KnownDevice, old: { readonly tokenHash: string } | undefined): void;
  /** After a commit that removed its rows. */
  remove(known: KnownDevice): void;
}

export async function loadDevices(store: Store): Promise<Devices> {
  const devicesByTokenHash = new Map<string, KnownDevice>();
  for (const [device, { user, tokenHash }] of await store.list('device'))
    devicesByTokenHash.set(tokenHash, { user, device: device as DeviceId, tokenHash });

  return {
    findByToken: (token) => devicesByTokenHash.get(hashToken(token)),
    put(known, old) {
      if (old) devicesByTokenHash.delete(old.tokenHash);
      devicesByTokenHash.set(known.tokenHash, known);
    },
    remove: ({ tokenHash }) => void devicesByTokenHash.delete(tokenHash),
  };
}

export const createToken = (random: (bytes: number) => Uint8Array): string =>
  Buffer.from(random(tokenBytes)).toString('base64url');

export const hashToken = (token: string | Uint8Array): string => hash('sha256', token, 'base64url');

/** Rows that make the token the only one of the device. `old` is the device as it was. */
export function deviceRows(
  { user, device, tokenHash }: KnownDevice,
  nowMs: number,
  old: { readonly tokenHash: string; readonly createdAtMs: number } | undefined,
): ChangeTable[] {
  const row = { user, tokenHash, createdAtMs: old?.createdAtMs ?? nowMs };
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

/** CONNECT: user name is the account's name, password the device's token. */
export function authenticate(
  { devices, people }: { devices: Devices; people: People },
  { username, password }: Parameters<Application['authenticate']>[0],
): Principal | Refusal {
  if (username === undefined || password === undefined) return wrongLogin;
  const known = devices.findByToken(password);
  const name = known && people.nameOf(known.user);
  if (!known || name === undefined) return wrongLogin;
  // Most devices say it as it was given to them.
  if (name !== username && foldName(name) !== foldName(username)) return wrongLogin;
  return { user: known.user, device: known.device };
}
