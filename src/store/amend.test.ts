import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { readAim } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { DeviceId } from '../protocol/ids';
import { textBodyOf } from '../protocol/text-body';
import { createAmending } from './amend';

let db: Db;
let amending: ReturnType<typeof createAmending>;
let lastId: number;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  lastId = 500;
  amending = createAmending({
    db,
    account: { user: me, name: 'Ann', device: 'device-1' as DeviceId, token: '' },
    async write(room, kind, body) {
      const id = entryId(++lastId);
      await db.outbox.add({ id, room, kind, body, writtenAtMs: 1 });
      return id;
    },
  });
});
afterEach(() => db.close());

const mine = entryId(1);
const rows = () => db.outbox.list();
const tryRow = async () => {
  const [row] = await rows();
  await db.outbox.markTried([{ row: row!, waitedSec: 0 }], 'over the link');
};
const tryOne = async () => {
  await db.outbox.add(written(1, roomB));
  await tryRow();
};
const store = () => db.log.put(roomB, [textEntry(1, { id: mine, from: me })]);

describe('a message that was never tried', () => {
  beforeEach(() => db.outbox.add(written(1, roomB)));

  it('is rewritten where it waits', async () => {
    expect(await amending.edit(mine, 'better')).toEqual({ ok: true });
    expect(await rows()).toMatchObject([{ id: mine, kind: entryKind.text, body: 'better' }]);
  });

  it('answers what it answered when it is rewritten', async () => {
    await db.outbox.add({ ...written(2, roomB), body: textBodyOf('yes', entryId(9)) });
    await amending.edit(entryId(2), 'no');
    expect((await rows())[1]?.body).toEqual(textBodyOf('no', entryId(9)));
  });

  it('is taken back without a trace', async () => {
    expect(await amending.takeBack(mine)).toEqual({ ok: true });
    expect(await rows()).toEqual([]);
  });

  it('that is tried just now gets an entry behind it after all', async () => {
    const racing: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        async rewrite(...args) {
          await tryRow();
          return await db.outbox.rewrite(...args);
        },
        async discard(...args) {
          await tryRow();
          return await db.outbox.discard(...args);
        },
      },
    };
    const { edit } = createAmending({
      db: racing,
      account: { user: me, name: '', device: '' as DeviceId, token: '' },
      write: async (room, kind, body) =>
        (await db.outbox.add({ id: entryId(9), room, kind, body, writtenAtMs: 1 })).id,
    });
    expect(await edit(mine, 'better')).toEqual({ ok: true });
    expect((await rows()).map(({ body, kind }) => (kind === entryKind.text ? body : kind))).toEqual([
      'mine 1',
      entryKind.edit,
    ]);
  });
});

describe.each([
  ['was tried', tryOne],
  ['is stored', store],
])('a message that %s', (_, begin) => {
  beforeEach(begin);

  it('gets an edit behind it, in its room', async () => {
    expect(await amending.edit(mine, 'better')).toEqual({ ok: true });
    const last = (await rows()).at(-1)!;
    expect([last.room, readAim(last)]).toEqual([roomB, { target: mine, text: 'better' }]);
    expect((await rows()).filter(({ id }) => id === mine).map(({ body }) => body)).not.toContain('better');
  });

  it('gets a retract behind it, in its room', async () => {
    expect(await amending.takeBack(mine)).toEqual({ ok: true });
    const last = (await rows()).at(-1)!;
    expect([last.room, readAim(last)]).toEqual([roomB, { target: mine, text: undefined }]);
  });
});

it('rewrites or drops a message that was refused: that proved that it is not stored', async () => {
  await db.outbox.add(written(1));
  await tryRow();
  await db.outbox.fail(mine, 'Too long.');
  expect(await amending.edit(mine, 'short')).toEqual({ ok: true });
  expect(await rows()).toMatchObject([{ id: mine, body: 'short', problem: undefined }]);
  await tryRow();
  await db.outbox.fail(mine, 'No.');
  expect(await amending.takeBack(mine)).toEqual({ ok: true });
  expect(await rows()).toEqual([]);
});

it('says in words what it does not do, and writes nothing', async () => {
  await store();
  await db.log.put(roomA, [textEntry(1)]);
  expect(await amending.edit(mine, '  ')).toMatchObject({ ok: false, message: expect.any(String) });
  const notYours = { ok: false, message: 'You can change only your own messages.' };
  expect(await amending.edit(textEntry(1).id, 'mine now')).toEqual(notYours);
  expect(await amending.takeBack(textEntry(1).id)).toEqual(notYours);
  const gone = { ok: false, message: 'This message is not on this device any more.' };
  expect(await amending.edit(entryId(77), 'x')).toEqual(gone);
  expect(await amending.takeBack(entryId(77))).toEqual(gone);
  expect(await rows()).toEqual([]);
});
