import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk } from '../db/fake-disk';
import { createFakeDataSaving } from '../platform/data-saving';
import { settle } from '../platform/fake-clock';
import { createChoices, type Choices } from './choices';

let db: Db;
let dataSaving: ReturnType<typeof createFakeDataSaving>;
let choices: Choices;
let troubles: string[];

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  dataSaving = createFakeDataSaving();
  troubles = [];
  choices = createChoices({ db, dataSaving, trouble: (what) => troubles.push(what) });
});
afterEach(() => {
  choices.stop();
  db.close();
});

const choose = async (what: 'dataSaver' | 'typing', value: unknown) => {
  await db.putSetting(what, value);
  db.changes.announce({ in: 'settings' });
  await settle();
};

it('spares as the browser says, also when it says something else later', async () => {
  choices.start();
  await choices.known;
  expect(choices.saving.get()).toBe(false);
  dataSaving.want(true);
  expect(choices.saving.get()).toBe(true);
  dataSaving.want(false);
  expect(choices.saving.get()).toBe(false);
});

it('spares as it was chosen here, whatever the browser says', async () => {
  choices.start();
  await choose('dataSaver', 'on');
  expect(choices.saving.get()).toBe(true);
  dataSaving.want(true);
  await choose('dataSaver', 'off');
  expect(choices.saving.get()).toBe(false);
  await choose('dataSaver', undefined);
  expect(choices.saving.get()).toBe(true);
});

it('tells and shows typing unless it is switched off', async () => {
  choices.start();
  await choices.known;
  expect(choices.typing.get()).toBe(true);
  await choose('typing', false);
  expect(choices.typing.get()).toBe(false);
  await choose('typing', true);
  expect(choices.typing.get()).toBe(true);
});

it('goes on with what is usual when the disk cannot be read', async () => {
  const failing = { ...db, setting: () => Promise.reject(new Error('Gone.')) };
  choices = createChoices({ db: failing, dataSaving, trouble: (what) => troubles.push(what) });
  choices.start();
  await choices.known;
  expect([choices.saving.get(), choices.typing.get(), troubles.length]).toEqual([false, true, 1]);
});
