import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClassicLevel } from './database';
import {
  ann,
  cave,
  caveFloor,
  change,
  contentOf,
  entriesInCave,
  entriesInRoomA,
  entriesKept,
  filesOf,
  flip,
  makeCopies,
  openAndRead,
  openQuietly,
  refusalOf,
} from './filled-store';
import { floorKey, logKey } from './layout';
import { repairStore } from './repair';
import { roomA, text } from './entry-requests';

let copies: Awaited<ReturnType<typeof makeCopies>>;
beforeAll(async () => {
  copies = await makeCopies();
});
afterAll(() => copies.remove());

const repair = (path: string) => repairStore(path, new Date(0));

describe('a repair', () => {
  it('closes the gap in a log, and moves marks, cursors, aims and reactions along', async () => {
    const path = await copies.copy('one-hole');
    const expected = await openAndRead(await copies.copy('one-hole-before'));
    await deleteKeys(path, [logKey(roomA, 100)]);
    const words = await repair(path);
    expect(words).toContain(
      'Gone from the room "Lobby" (roomA): 1 entry, by their old numbers 100. Those behind moved up.',
    );
    const found = await openAndRead(path);
    expect(found.heads).toEqual([entriesInRoomA - 1, entriesInCave]);
    expect(found.logs[0]?.map(({ payload }) => payload)).toEqual(
      expected.logs[0]?.filter(({ seq }) => seq !== 100).map(({ payload }) => payload),
    );
    expect(found.logs[0]?.map(({ seq }) => seq)).toEqual(
      Array.from({ length: entriesInRoomA - 1 }, (_, n) => n + 1),
    );
    expect(found.aims).toEqual(
      expected.aims.map((pair) => pair.map((seq) => ((seq ?? 0) > 100 ? (seq ?? 0) - 1 : seq))),
    );
    expect(found.reactions).toEqual(
      expected.reactions.map(([target, author, seq]) => [target, author, Number(seq) - 1]),
    );
    expect(found.reactions).toHaveLength(2);
    expect(found.known).toMatchObject([
      { outcome: 'known', seq: 7 },
      { outcome: 'known', seq: 254 },
      { outcome: 'known', seq: 1 },
    ]);
    expect(found.marks).toEqual([[`${roomA}/${ann}`, { read: 239, delivered: 239 }]]);
    expect(found.sessions[0]?.[1].subscriptions[0]?.cursor).toBe(239);
    const { users, names, rooms, roomNames, tokens, devices, members } = expected;
    const { left, bans, blocks, directs } = expected;
    expect(found).toMatchObject({ users, names, rooms, roomNames, tokens, devices, members });
    expect(found).toMatchObject({ left, bans, blocks, directs });
  });

  it('says that nothing is gone where nothing is, and gives a new epoch all the same', async () => {
    const path = await copies.copy('nothing-wrong');
    const before = await openQuietly(path);
    const { epoch } = before;
    const expected = await contentOf(before);
    await before.close();
    const words = await repair(path);
    expect(words).toContain('Nothing is gone.');
    expect(words).toContain(`Kept: ${entriesKept} entries in 2 rooms, 1 account.`);
    const store = await openQuietly(path);
    expect(store.epoch).not.toBe(epoch);
    expect(await contentOf(store)).toEqual(expected);
    await store.close();
    expect((await readdir(path)).toSorted()).toEqual(['before-repair-1970-01-01T00-00-00-000Z', 'store']);
  });

  it('keeps floors, and closes gaps behind them; a floor that is gone makes a gap of what was removed', async () => {
    const path = await copies.copy('hole-above-floor');
    const before = await openAndRead(await copies.copy('hole-above-floor-before'));
    await deleteKeys(path, [logKey(cave, 6)]);
    expect(await repair(path)).toContain(
      'Gone from the room "Cave" (cave): 1 entry, by their old numbers 6. Those behind moved up.',
    );
    const found = await openAndRead(path);
    expect(found).toMatchObject({ heads: [entriesInRoomA, entriesInCave - 1], floors: [1, caveFloor] });
    expect(found.logs[1]?.map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(found.logs[1]?.map(({ payload }) => payload)).toEqual(
      before.logs[1]?.filter(({ seq }) => seq !== 6).map(({ payload }) => payload),
    );
    expect(found.knownInCave).toEqual(before.knownInCave);

    const empty = await copies.copy('nothing-left');
    const store = await openQuietly(empty);
    await store.removeBelow(cave, 99, 99);
    await store.close();
    expect(await repair(empty)).toContain('Nothing is gone.');
    const repaired = await openQuietly(empty);
    expect(await repaired.append([text(900, { room: cave })])).toMatchObject([{ seq: entriesInCave + 1 }]);
    await repaired.close();

    const floorless = await copies.copy('floor-gone');
    await deleteKeys(floorless, [floorKey(cave)]);
    expect(await repair(floorless)).toContain(
      'Gone from the room "Cave" (cave): 3 entries, by their old numbers 1 to 3. Those behind moved up.',
    );
    expect(await openAndRead(floorless)).toMatchObject({ floors: [1, 1], heads: [entriesInRoomA, 9] });
  });

  it('does not touch a store that is in use', async () => {
    const path = await copies.copy('in-use');
    const store = await openQuietly(path);
    await expect(repair(path)).rejects.toMatchObject({ code: 'locked' });
    expect(await store.append([text(1000)])).toMatchObject([{ outcome: 'stored' }]);
    await store.close();
  });

  it('goes on where it was interrupted, and until then nothing is started', async () => {
    const path = await copies.copy('interrupted');
    await rename(join(path, 'store'), join(path, 'repaired'));
    expect(await refusalOf(path)).toMatch(/was interrupted.*npm run repair/);
    expect(await repair(path)).toEqual(['What was interrupted is finished.']);
    expect((await openAndRead(path)).heads).toEqual([entriesInRoomA, entriesInCave]);
    await expect(repair(join(path, 'nowhere'))).rejects.toMatchObject({ code: 'damaged' });
  });

  it('loses no more than the batch in which a byte of the write-ahead log is wrong', async () => {
    const path = await copies.copy('bad-log');
    const [file = ''] = await filesOf(path, '.log');
    await change(file, flip((await readFile(file)).indexOf('text 250')));
    expect(await refusalOf(path)).toMatch(/\.log cannot be read at byte \d+\. Run "npm run repair"/);
    const words = (await repair(path)).join('\n');
    expect(words).toContain('(roomA): 1 entry, by their old numbers 250.');
    expect(words).toMatch(/Batches that are missing: \d+\./);
    expect((await openAndRead(path)).heads).toEqual([entriesInRoomA - 1, entriesInCave]);
  });

  it('reads the blocks of a table whose index or footer is wrong', async () => {
    const path = await copies.copy('bad-index');
    // Just before the footer, and in its magic number.
    const back = [60, 3];
    for (const [index, file] of (await filesOf(path, '.ldb')).entries())
      await change(file, (bytes) => flip(bytes.length - (back[index % 2] ?? 0))(bytes));
    expect(await refusalOf(path)).toMatch(/\.ldb cannot be read \(its (index|footer)\)/);
    expect((await repair(path)).join('\n')).not.toContain('Gone');
    expect((await openAndRead(path)).heads).toEqual([entriesInRoomA, entriesInCave]);
  });

  it('brings a folder of Onebar 0.1 into the form of today', async () => {
    const path = await copies.copy('old-layout');
    for (const name of await readdir(join(path, 'store')))
      await rename(join(path, 'store', name), join(path, name));
    await rm(join(path, 'store'), { recursive: true });
    await rm(join(path, 'last-batch'));
    expect(await refusalOf(path)).toMatch(/written by Onebar 0\.1.*npm run repair/);
    expect(await repair(path)).toContain('Nothing is gone.');
    expect((await openAndRead(path)).heads).toEqual([entriesInRoomA, entriesInCave]);
  });

  it('names accounts and rooms that are gone, and makes a room’s log reachable again', async () => {
    const path = await copies.copy('rows-gone');
    await deleteKeys(path, [`row/user/${ann}`, `row/room/${roomA}`, `row/room/${cave}`]);
    const words = await repair(path);
    expect(words).toContain('Gone: the account "ann". It can be made again.');
    expect(words).toContain('A room of which only the log was left is called "lobby" now.');
    expect(words).toContain('A room of which only the log was left is called "Room cave" now.');
    const { names, rooms, roomNames } = await openAndRead(path);
    expect(names.map(([name]) => name)).toEqual(['ex', 'former']);
    expect(rooms.map(([room, { visibility }]) => [room, visibility])).toEqual([
      [cave, 'private'],
      ['no-more', 'public'],
      [roomA, 'public'],
      ['two', 'direct'],
    ]);
    expect(roomNames).toEqual([['lobby', { room: roomA }]]);
  });

  it('puts nobody back into the lobby who left it, and finds the one room of two people again', async () => {
    const path = await copies.copy('left-lobby');
    await deleteKeys(path, [`row/member/${roomA}/${ann}`, `row/direct/${ann}/bo`]);
    const left = await copies.copy('left-lobby-by-will');
    await deleteKeys(left, [`row/member/${roomA}/${ann}`]);
    const store = await openQuietly(left);
    await store.commit([{ table: 'left', key: `${roomA}/${ann}`, row: { why: 'left', by: ann, atMs: 9 } }]);
    await store.close();
    for (const each of [path, left]) await repair(each);
    const { members, directs } = await openAndRead(path);
    expect(members.map(([key]) => key)).toContain(`${roomA}/${ann}`);
    expect(directs).toEqual([[`${ann}/bo`, { room: 'two' }]]);
    expect((await openAndRead(left)).members.map(([key]) => key)).not.toContain(`${roomA}/${ann}`);
  });
});

async function deleteKeys(path: string, keys: readonly string[]): Promise<void> {
  const database = await openClassicLevel(join(path, 'store'));
  await database.batch(
    keys.map((key) => ({ type: 'del', key })),
    { sync: true },
  );
  await database.close();
}
