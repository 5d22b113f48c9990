// A device that is signed out elsewhere: it is told why within a second, its token is worth nothing, and what was written on it goes out
// once, when the person signs in there again. What people are called is known to devices that were away, too.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AskMethod, AskParams } from '../../src/protocol/ask';
import { endedWords } from '../../src/protocol/ended';
import { encodeOutbox } from '../../src/protocol/outbox';
import { createHttp } from '../../src/transport/http';
import { newName, password, type Addresses, type Device } from './device';
import { openStage, type Stage } from './stage';
import { until } from './until';

let stage: Stage;
let steady: Addresses;
let ann: Device;

beforeEach(async () => {
  stage = await openStage();
  ({ steady } = stage);
  ann = await stage.device(steady, newName('ann'));
});

afterEach(() => stage.close());

const refusal = (who: Device) => who.engine.status.get().refused;
const ask = async <M extends AskMethod>(who: Device, method: M, params: AskParams<M>) =>
  expect(await who.engine.calls.ask(method, params)).toMatchObject({ ok: true });
const postedWith = async ({ account }: Device) =>
  (await createHttp({ origin: steady.http, fetch }).postOutbox(account.token, encodeOutbox([]))).outcome;

test('a device that is signed out elsewhere is told so within a second, and its words go out once later', async () => {
  const phone = await stage.device(steady, ann.account.name, 'sign-in');
  const lobby = await phone.lobby();
  await phone.write(lobby, 'before');
  await until('it is stored', async () => (await ann.texts(lobby)).includes('before') || undefined);
  expect(await postedWith(phone)).toBe('ok');

  await ask(ann, 'endDevice', { device: phone.account.device });
  await until('it is told', () => refusal(phone), 1_000);
  expect(refusal(phone)).toBe(endedWords['signed-out']);
  expect(await postedWith(phone)).toBe('refused');
  await phone.write(lobby, 'after');
  // Not by itself: its token is worth nothing.
  phone.wake();
  expect(phone.engine.status.get().state).toBe('offline');

  phone.stop();
  const again = await stage.device(steady, ann.account.name, 'sign-in', {
    profile: phone.profile,
  });
  expect(again.account.device).not.toBe(phone.account.device);
  await until('it is stored', async () => (await ann.texts(lobby)).includes('after') || undefined);
  expect((await ann.texts(lobby)).filter((text) => ['before', 'after'].includes(text))).toEqual([
    'before',
    'after',
  ]);
  expect((await again.texts(lobby)).filter((text) => text === 'after')).toHaveLength(1);
});

test('all other devices are signed out, and all of them when the account is deleted', async () => {
  const phone = await stage.device(steady, ann.account.name, 'sign-in');
  const tablet = await stage.device(stage.shaky, ann.account.name, 'sign-in');
  await ask(ann, 'endAllDevices', { keepThis: true });
  await until('both are told', () => (refusal(phone) && refusal(tablet)) || undefined, 1_000);
  expect(refusal(ann)).toBeUndefined();
  // There must be another one who looks after the server.
  await stage.device(steady, newName('bo'));
  const cy = await stage.device(steady, newName('cy'));
  const phoneOfCy = await stage.device(steady, cy.account.name, 'sign-in');
  await ask(cy, 'deleteAccount', { password, messages: 'keep' });
  await until('both are told', () => (refusal(cy) && refusal(phoneOfCy)) || undefined, 1_000);
  expect([refusal(cy), refusal(phoneOfCy)]).toEqual([endedWords.deleted, endedWords.deleted]);
  expect([await postedWith(cy), await postedWith(phoneOfCy)]).toEqual(['refused', 'refused']);
});

test('somebody who is suspended is told so, and goes on where they were when they are let in again', async () => {
  const bo = await stage.device(steady, newName('bo'));
  const lobby = await bo.lobby();
  const { user } = bo.account;
  await ask(ann, 'adminSet', { user, change: { what: 'suspend' } });
  await until('it is told', () => refusal(bo), 1_000);
  expect(refusal(bo)).toBe(endedWords.suspended);
  expect(await postedWith(bo)).toBe('refused');
  await bo.write(lobby, 'still mine');
  // Asked again, the broker says the same.
  await bo.engine.calls.tryNow();
  await until('it was asked', () => (bo.engine.status.get().state === 'offline' ? true : undefined));
  expect(refusal(bo)).toBe(endedWords.suspended);
  await ask(ann, 'adminSet', { user, change: { what: 'unsuspend' } });
  await bo.engine.calls.tryNow();
  await bo.online();
  expect(refusal(bo)).toBeUndefined();
  await until('it is stored', async () => (await ann.texts(lobby)).includes('still mine') || undefined);
});

test('a new name is known at once, and to a device that was away when it is back', async () => {
  const lobby = await ann.lobby();
  const here = await stage.device(steady, newName('bo'));
  const away = await stage.device(stage.shaky, newName('cy'));
  await ann.write(lobby, 'hello');
  const nameAt = async (who: Device) =>
    (await who.db.rooms.people()).find(({ user }) => user === ann.account.user)?.name;
  for (const each of [here, away])
    await until('her name is known', async () => (await nameAt(each)) === ann.account.name || undefined);
  stage.weak.refuse();
  await until('it is away', () => away.engine.status.get().state !== 'online' || undefined);

  await ask(ann, 'setName', { name: 'Captain' });
  await until('the new name is known', async () => (await nameAt(here)) === 'Captain' || undefined);
  expect(await nameAt(away)).toBe(ann.account.name);
  stage.weak.heal();
  away.wake();
  await until('the new name is known', async () => (await nameAt(away)) === 'Captain' || undefined);
});
