import { beforeEach, expect, it } from 'vitest';
import type { DeviceId } from '../protocol/ids';
import { createFakeDisk, fillDisks, me, type FakeDisk } from './fake-disk';
import type { DeviceDb } from './device-db';

let disk: FakeDisk;
let deviceDb: DeviceDb;
let made: number;

beforeEach(async () => {
  disk = createFakeDisk();
  deviceDb = await disk.openDeviceDb();
  made = 0;
});

const make = () => `device-${++made}` as DeviceId;
const account = (token = 'token-1') => ({ user: me, name: 'Ann', device: 'device-1' as DeviceId, token });

it('gives the same device id until it was used up, also after a reload and to two tabs at once', async () => {
  const [first, second] = await Promise.all([deviceDb.deviceId(make), deviceDb.deviceId(make)]);
  expect([first, second]).toEqual(['device-1', 'device-1']);
  const reloaded = await disk.openDeviceDb();
  expect(await reloaded.deviceId(make)).toBe('device-1');
  await reloaded.putAccount(account());
  expect(await reloaded.deviceId(make)).toBe('device-2');
});

it('makes a new device id when the old one is forgotten', async () => {
  await deviceDb.deviceId(make);
  await deviceDb.forgetDeviceId();
  expect(await deviceDb.deviceId(make)).toBe('device-2');
});

it('remembers who is signed in, and what a sign-out still owes the broker', async () => {
  await deviceDb.putAccount(account());
  expect(await deviceDb.account()).toEqual(account());
  await deviceDb.removeAccount();
  await deviceDb.putAccount(account('token-2'));
  await deviceDb.removeAccount();
  expect(await deviceDb.account()).toBeUndefined();
  const reloaded = await disk.openDeviceDb();
  expect(await reloaded.signOuts()).toEqual(['token-1', 'token-2']);
  await reloaded.signOutDone('token-1');
  expect(await reloaded.signOuts()).toEqual(['token-2']);
});

it('owes nothing for a sign-out of nobody', async () => {
  await deviceDb.removeAccount();
  expect(await deviceDb.signOuts()).toEqual([]);
});

it('stays signed in when the sign-out cannot be written', async () => {
  await deviceDb.putAccount(account());
  const freeDisks = fillDisks();
  await expect(deviceDb.removeAccount()).rejects.toThrow(DOMException);
  freeDisks();
  expect(await deviceDb.account()).toEqual(account());
  expect(await deviceDb.signOuts()).toEqual([]);
});

it('keeps invites until they are used, each once, and none of them for the next person', async () => {
  await Promise.all([deviceDb.keepInvite('first'), deviceDb.keepInvite('second')]);
  await deviceDb.keepInvite('first');
  const reloaded = await disk.openDeviceDb();
  expect(await reloaded.invites()).toEqual(['second', 'first']);
  await reloaded.forgetInvite('second');
  expect(await deviceDb.invites()).toEqual(['first']);
  await deviceDb.putAccount(account());
  expect(await deviceDb.invites()).toEqual(['first']);
  await deviceDb.removeAccount();
  expect(await deviceDb.invites()).toEqual([]);
});
