// A device proves itself by its token. The store keeps only the token's hash, so a stolen backup signs nobody in.
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

export const createToken = (random: (bytes: number) => Uint8Array): string =>
  Buffer.from(random(tokenBytes)).toString('base64url');

export const hashToken = (token: string | Uint8Array): string => hash('sha256', token, 'base64url');

export async function findDeviceByToken(
  store: Store,
  token: string | Uint8Array,
): Promise<KnownDevice | undefined> {
  const tokenHash = hashToken(token);
  const device = (await store.get('token', tokenHash))?.device;
  if (device === undefined) return undefined;
  const row = await store.get('device', device);
  return row?.tokenHash === tokenHash ? { user: row.user, device, tokenHash } : undefined;
}

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

/** CONNECT: user name is the account's name, password the device's token. Rejects when the store fails. */
export async function authenticate(
  { store, people }: { store: Store; people: People },
  { username, password }: Parameters<Application['authenticate']>[0],
): Promise<Principal | Refusal> {
  if (username === undefined || password === undefined) return wrongLogin;
  const known = await findDeviceByToken(store, password);
  if (!known || foldName(people.nameOf(known.user) ?? '') !== foldName(username)) return wrongLogin;
  return { user: known.user, device: known.device };
}
