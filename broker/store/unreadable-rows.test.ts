import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClassicLevel } from './database';
import { edit, entryId, roomA, text } from './entry-requests';
import { ann, cave, entriesInCave, entriesInRoomA, makeCopies, openAndRead, refusalOf } from './filled-store';
import { aimKey, floorKey, headKey, idKey, logKey, metaKey, reactionKey, rowKey } from './layout';
import { openLevelStore } from './level-store';
import { repairStore } from './repair';

let copies: Awaited<ReturnType<typeof makeCopies>>;
beforeAll(async () => {
  copies = await makeCopies();
});
afterAll(() => copies.remove());

/** No MessagePack, cut off, too long, of other shapes, and with a promise of four billion elements. */
const wrongValues = [
  'c1',
  '94cd',
  '0102',
  '80',
  '90',
  'c0',
  'ff',
  'ddffffffff',
  '94c0c0c0c0',
  '82a46e616d65',
];
const noMessagePack = 'c1';
const session = rowKey('session', `${ann}/device-one`);
const marks = rowKey('marks', `${roomA}/${ann}`);
const limits = { maxEntries: 10, maxBytes: 1e6 };

const damagedRow = (key: string) => ({
  code: 'damaged',
  message: expect.stringContaining(`the row ${key} cannot be read. Run "npm run repair"`),
});

async function putHex(path: string, rows: Readonly<Record<string, string>>): Promise<void> {
  const database = await openClassicLevel(join(path, 'store'));
  await database.batch(
    Object.entries(rows).map(([key, value]) => ({ type: 'put', key, value: Buffer.from(value, 'hex') })),
    { sync: true },
  );
  await database.close();
}

async function openWith(rows: Readonly<Record<string, string>>) {
  const path = await copies.copy(`wrong-${Math.random()}`);
  await putHex(path, rows);
  const said: string[] = [];
  const store = await openLevelStore({
    path,
    clock: () => 1_790_000_000_500,
    sync: false,
    log: {
      info: () => {},
      warn: (message) => void said.push(message),
      error: (message, error) => void said.push(`${message}: ${String(error)}`),
    },
  });
  return { path, store, said };
}

describe('a row that cannot be read', () => {
  it('keeps the store from starting when it says where the logs end or what store it is', async () => {
    for (const key of [metaKey, headKey(roomA), floorKey(cave)])
      for (const value of wrongValues) {
        const path = await copies.copy(`start-${key.replace('/', '-')}-${value}`);
        await putHex(path, { [key]: value });
        const found = await refusalOf(path);
        expect({ value, found }).toEqual({ value, found: damagedRow(key).message });
      }
  });

  it('is named by whoever reads it, and the rest can be read', async () => {
    for (const value of wrongValues) {
      const [entry, aims, user] = [logKey(roomA, 40), aimKey(roomA, 7), rowKey('user', ann)];
      const reactions = reactionKey(roomA, entryId(200));
      const { store } = await openWith({
        [entry]: value,
        [aims]: value,
        [reactions]: value,
        [user]: value,
      });
      await expect(store.readForward(roomA, 35, 99, limits)).rejects.toMatchObject(damagedRow(entry));
      await expect(store.readBackward(roomA, 35, 42, limits)).rejects.toMatchObject(damagedRow(entry));
      await expect(store.readAims(roomA, 1, 9)).rejects.toMatchObject(damagedRow(aims));
      await expect(store.readReactions(roomA, [entryId(200)])).rejects.toMatchObject(damagedRow(reactions));
      expect(await store.readReactions(roomA, [entryId(7)])).toEqual([]);
      await expect(store.get('user', ann)).rejects.toMatchObject(damagedRow(user));
      await expect(store.list('user')).rejects.toMatchObject(damagedRow(user));
      expect(await store.readForward(roomA, 41, 99, limits)).toHaveLength(limits.maxEntries);
      expect(await store.readAims(roomA, 8, entriesInRoomA)).toHaveLength(1);
      await store.close();
    }
  });

  it('fails what rests on it and its batch, and nothing else', async () => {
    for (const value of wrongValues) {
      const ids = idKey(roomA, entryId(40));
      const { store, said } = await openWith({ [ids]: value, [logKey(roomA, 50)]: value });
      const [known, behind] = await Promise.all([store.append([text(40)]), store.append([text(1000)])]);
      expect([...known, ...behind]).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
      expect(await store.append([edit(1001, 50)])).toMatchObject([{ outcome: 'failed' }]);
      expect(said).toEqual([
        expect.stringContaining(`the row ${ids} cannot be read`),
        expect.stringContaining(`the row ${logKey(roomA, 50)} cannot be read`),
      ]);
      expect(await store.append([text(1000)])).toMatchObject([
        { outcome: 'stored', seq: entriesInRoomA + 1 },
      ]);
      await store.close();
    }
  });

  it('counts as gone, with one warning, when it is a session or marks', async () => {
    for (const value of wrongValues) {
      const { store, said } = await openWith({ [session]: value, [marks]: value });
      expect([await store.list('session'), await store.list('marks')]).toEqual([[], []]);
      expect(await store.get('session', `${ann}/device-one`)).toBeUndefined();
      expect(said).toEqual([expect.stringContaining(session), expect.stringContaining(marks)]);
      await store.commit([{ table: 'marks', key: `${roomA}/${ann}`, row: { read: 3, delivered: 4 } }]);
      expect(await store.get('marks', `${roomA}/${ann}`)).toEqual({ read: 3, delivered: 4 });
      await store.close();
    }
  });

  it('is left out by a repair, which says so, and what follows from others is made anew', async () => {
    const path = await copies.copy('repaired-rows');
    const before = await openAndRead(await copies.copy('repaired-rows-before'));
    await putHex(
      path,
      Object.fromEntries(
        [metaKey, headKey(roomA), logKey(roomA, 40), idKey(roomA, entryId(41)), aimKey(roomA, 7)]
          .concat([
            reactionKey(roomA, entryId(200)),
            session,
            rowKey('userName', 'ann'),
            rowKey('user', 'bo'),
            rowKey('room', 'no-more'),
          ])
          .map((key) => [key, noMessagePack]),
      ),
    );
    const words = await repairStore(path, new Date(0));
    expect(words).toContain(
      'Gone from the room "Lobby" (roomA): 1 entry, by their old numbers 40. Those behind moved up.',
    );
    const rows = [rowKey('user', 'bo'), rowKey('room', 'no-more'), session, rowKey('userName', 'ann')];
    expect(words).toContain(
      `Left out, or made anew from others, because they cannot be read: ${rows.join(', ')}.`,
    );
    expect(words).not.toContain('Nothing is gone.');
    const found = await openAndRead(path);
    expect(found.heads).toEqual([entriesInRoomA - 1, entriesInCave]);
    expect(found.sessions).toEqual([]);
    expect(found.rooms.map(([room]) => room)).toEqual([cave, roomA, 'two']);
    const { users, names, members, aims } = before;
    expect(found).toMatchObject({ users, names, members });
    expect(found.reactions).toHaveLength(before.reactions.length);
    expect(found.aims).toEqual(
      aims.map(([target = 0, by = 0]) => [target > 40 ? target - 1 : target, by - 1]),
    );
  });
});

it('keeps what a newer version wrote into a row, and behind an entry', async () => {
  // {user: 'author', more: 1}
  const newer = '82a475736572a6617574686f72a46d6f726501';
  const { store } = await openWith({
    [rowKey('userName', 'ann')]: newer,
    // [1, 'a', 'b', bytes 00, 7]
    [logKey(roomA, 40)]: '9501a161a162c4010007',
  });
  expect(await store.get('userName', 'ann')).toEqual({ user: ann, more: 1 });
  expect(await store.readForward(roomA, 40, 40, limits)).toMatchObject([{ seq: 40, author: 'a' }]);
  await store.close();
});
