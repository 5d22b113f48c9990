import { expect, it } from 'vitest';
import { settle } from '../platform/fake-clock';
import { deleteDb } from './db';
import { bo, createFakeDisk, me, written } from './fake-disk';

it('keeps the data of each account in a database of its own', async () => {
  const disk = createFakeDisk();
  const [mine, his] = [await disk.openDb(me), await disk.openDb(bo)];
  await mine.outbox.add(written(1));
  expect(await his.outbox.list()).toEqual([]);
  await mine.putSetting('epoch', 'abcdefgh');
  mine.close();
  const again = await disk.openDb(me);
  expect(await again.outbox.list()).toHaveLength(1);
  expect(await again.setting('epoch')).toBe('abcdefgh');
  expect(await his.setting('epoch')).toBeUndefined();
  again.close();
  his.close();
});

it('makes room for a tab that deletes the account, and says that it was closed', async () => {
  const disk = createFakeDisk();
  let closed = 0;
  const db = await disk.openDb(me, () => closed++);
  await db.outbox.add(written(1));
  await disk.on(() => deleteDb(me));
  await settle();
  expect(closed).toBe(1);
  await expect(db.outbox.list()).rejects.toThrow(DOMException);
  const fresh = await disk.openDb(me);
  expect(await fresh.outbox.list()).toEqual([]);
  fresh.close();
});

it('hears no change after unsubscribing', async () => {
  const db = await createFakeDisk().openDb();
  let heard = 0;
  const unsubscribe = db.changes.subscribe(() => heard++);
  await db.outbox.add(written(1));
  unsubscribe();
  await db.outbox.add(written(2));
  expect(heard).toBe(1);
  db.close();
});
