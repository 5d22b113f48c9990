import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import type { OutboxRow } from '../db/schema';
import { entryKind } from '../protocol/entry';
import type { DeviceId } from '../protocol/ids';
import { reactionBodyOf, readReaction } from '../protocol/reaction';
import { createAmending } from './amend';
import { createReacting } from './reacting';

let db: Db;
let lastId: number;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  lastId = 500;
});
afterEach(() => db.close());

const engine = (on: Db = db) => ({
  db: on,
  account: { user: me, name: 'Ann', device: 'device-1' as DeviceId, token: '' },
  async write(room: OutboxRow['room'], kind: number, body: unknown) {
    const id = entryId(++lastId);
    await db.outbox.add({ id, room, kind, body, writtenAtMs: 1 });
    return id;
  },
});
const target = textEntry(1).id;
const react = (emoji: string | undefined, id = target) => createReacting(engine()).react(id, emoji, roomA);
/** What waits: the emoji of each reaction, and the text of everything else. */
const rows = async () => (await db.outbox.list()).map((row) => readReaction(row)?.emoji ?? row.body);
const tryAll = async () => {
  const all = await db.outbox.list();
  await db.outbox.markTried(
    all.map((row) => ({ row, waitedSec: 0 })),
    'over the link',
  );
};
const storeOwn = (emoji: string, seq = 2) =>
  db.log.put(roomA, [
    textEntry(seq, { from: me, kind: entryKind.reaction, body: reactionBodyOf(target, emoji) }),
  ]);

describe('a reaction to a stored message', () => {
  beforeEach(() => db.log.put(roomA, [textEntry(1)]));

  it('goes into the outbox, for that message and in its room', async () => {
    expect(await react('👍')).toEqual({ ok: true });
    const [row] = await db.outbox.list();
    expect([row?.room, row && readReaction(row)]).toEqual([roomA, { target, emoji: '👍' }]);
  });

  it('is rewritten where it waits, as long as it was never tried', async () => {
    await react('👍');
    await react('❤️');
    expect(await rows()).toEqual(['❤️']);
  });

  it('is dropped when that leaves all as it is', async () => {
    await react('👍');
    await react(undefined);
    expect(await rows()).toEqual([]);
    await storeOwn('👍');
    await react('❤️');
    await react('👍');
    expect(await rows()).toEqual([]);
    await react(undefined);
    expect(await rows()).toEqual(['']);
    await react('👍');
    expect(await rows()).toEqual([]);
  });

  it('goes behind one that was tried, and is measured by that', async () => {
    await react('👍');
    await tryAll();
    await react('❤️');
    expect(await rows()).toEqual(['👍', '❤️']);
    await react('👍');
    expect(await rows()).toEqual(['👍']);
    await react(undefined);
    expect(await rows()).toEqual(['👍', '']);
  });

  it('writes nothing when that is given already', async () => {
    await storeOwn('👍');
    await react('👍');
    await react('❤️');
    await tryAll();
    await react('❤️');
    expect(await rows()).toEqual(['❤️']);
    await db.log.put(roomB, [textEntry(1, { id: entryId(9) })]);
    expect(await createReacting(engine()).react(entryId(9), undefined, roomB)).toEqual({ ok: true });
    expect(await rows()).toEqual(['❤️']);
  });

  it('takes the place of one that failed, which is measured by what is stored', async () => {
    await storeOwn('🎉');
    await react('👍');
    await tryAll();
    const [row] = await db.outbox.list();
    await db.outbox.fail(row!.id, 'You are not a member of this room.');
    await react('❤️');
    expect(await db.outbox.list()).toMatchObject([{ problem: undefined, tried: false }]);
    expect(await rows()).toEqual(['❤️']);
    await react('🎉');
    expect(await rows()).toEqual([]);
  });

  it('that is tried just now gets one behind it after all', async () => {
    await react('👍');
    const racing: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        async rewrite(...args) {
          await tryAll();
          return await db.outbox.rewrite(...args);
        },
      },
    };
    expect(await createReacting(engine(racing)).react(target, '❤️', roomA)).toEqual({ ok: true });
    expect(await rows()).toEqual(['👍', '❤️']);
  });

  it('is no reaction to another message, nor of anybody else', async () => {
    await db.log.put(roomA, [
      textEntry(2),
      textEntry(3, { kind: entryKind.reaction, body: reactionBodyOf(target, '👍'), from: bo }),
    ]);
    await react('❤️', textEntry(2).id);
    await react('👍');
    expect(await rows()).toEqual(['❤️', '👍']);
  });
});

describe('a reaction to a message that still waits', () => {
  beforeEach(() => db.outbox.add(written(1)));

  it('waits behind it, and names it', async () => {
    await react('👍', entryId(1));
    expect(await rows()).toEqual(['mine 1', '👍']);
    expect(readReaction((await db.outbox.list())[1]!)).toEqual({ target: entryId(1), emoji: '👍' });
  });

  it('goes with it when that is taken back before it was tried', async () => {
    await react('👍', entryId(1));
    await createAmending(engine()).takeBack(entryId(1));
    expect(await rows()).toEqual([]);
  });
});

it('goes to the room where one looks at the message, whoever uses its id elsewhere', async () => {
  await db.log.put(roomA, [textEntry(1)]);
  await db.log.put(roomB, [textEntry(1, { from: me })]);
  await react('👍');
  expect((await db.outbox.list()).map(({ room }) => room)).toEqual([roomA]);
  await createReacting(engine()).react(target, '❤️');
  expect((await db.outbox.list()).map(({ room }) => room)).toEqual([roomA, roomB]);
});

it('says in words what it does not do, and writes nothing', async () => {
  await db.log.put(roomA, [textEntry(1)]);
  expect(await react('ok')).toEqual({ ok: false, message: 'Only an emoji can be given to a message.' });
  expect(await react('👍', entryId(77))).toEqual({
    ok: false,
    message: 'This message is not on this device any more.',
  });
  expect(await rows()).toEqual([]);
});
