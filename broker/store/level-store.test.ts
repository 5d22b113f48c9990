import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quietLog } from '../quiet-log';
import { openClassicLevel, type OpenDatabase } from './database';
import { failingDatabase, type DiskSwitch } from './failing-database';
import { batchKey, batchPrefix, decodeMeta, metaKey, noBytes, rangeOf } from './layout';
import { openLevelStore } from './level-store';
import type { AppendResult, Store } from './store';
import { appendRequest, edit, reaction, retract, roomA, text } from './entry-requests';
import { reactionsContract } from './reactions.contract';
import { removalContract } from './removal.contract';
import { storeContract } from './store.contract';

const clock = () => 1_790_000_000_500;
const open = (path: string, openDatabase: OpenDatabase = openClassicLevel) =>
  openLevelStore({ path, clock, log: quietLog, openDatabase });

storeContract('the level store', open);
removalContract('the level store', open);
reactionsContract('the level store', open);

const outcomes = (results: readonly AppendResult[]) => results.map((result) => result.outcome);
const storedIds = async (store: Store) =>
  (await store.readForward(roomA, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 })).map((entry) =>
    new TextDecoder().decode(entry.payload),
  );

describe('the level store', () => {
  let dir: string;
  let stores: Store[];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'onebar-level-'));
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(dir, { recursive: true, force: true });
  });

  const openHere = async (openDatabase?: OpenDatabase, path = join(dir, 'data')) => {
    const store = await open(path, openDatabase);
    stores.push(store);
    return store;
  };
  /** What a kill -9 would leave: the files as they are, without a word of farewell. */
  const killedCopy = async () => {
    const path = join(dir, `killed-${stores.length}`);
    await cp(join(dir, 'data'), path, { recursive: true });
    return path;
  };
  it('makes the folders above its own', async () => {
    const store = await openHere(undefined, join(dir, 'a', 'b', 'c'));
    expect(await store.append([appendRequest(1)])).toMatchObject([{ outcome: 'stored', seq: 1 }]);
  });

  it('leaves nothing on disk of reactions that were removed, also to messages that never came', async () => {
    const store = await openHere();
    const rows = async () => {
      const keys: string[] = [];
      for await (const [key] of store.snapshot()) if (key.startsWith('reaction/')) keys.push(key);
      return keys.length;
    };
    await store.append([text(1), reaction(2, 1), reaction(3, 99), reaction(4, 1)]);
    expect(await rows()).toBe(2);
    await store.removeBelow(roomA, 4, 99);
    expect(await rows()).toBe(1);
    await store.removeBelow(roomA, 5, 99);
    expect(await rows()).toBe(0);
  });

  it('writes what is called while a batch is written as one next batch', async () => {
    const sizes: number[] = [];
    const counting: OpenDatabase = async (path) => {
      const database = await openClassicLevel(path);
      const batch = database.batch.bind(database);
      database.batch = async (operations, options) => {
        sizes.push(operations.filter(({ key }) => key.startsWith('log/')).length);
        await batch(operations, options);
      };
      return database;
    };
    const store = await openHere(counting);
    const first = store.append([appendRequest(0)]);
    await Promise.resolve();
    await Promise.resolve();
    const rest = [1, 2, 3, 4].map((n) => store.append([appendRequest(n)]));
    rest.push(store.commit([{ table: 'member', key: 'a/b', row: { sinceMs: 1 } }]).then(() => []));
    await Promise.all([first, ...rest]);
    // The first one made the new folder.
    expect(sizes).toEqual([0, 1, 4]);
  });

  it('finds everything it acknowledged after being killed', async () => {
    const store = await openHere();
    let acknowledged = 0;
    for (let n = 0; n < 60; n++) {
      await store.append([appendRequest(n)]);
      acknowledged++;
      if (n % 20 !== 19) continue;
      const survivor = await openHere(undefined, await killedCopy());
      expect(await survivor.heads([roomA])).toEqual([acknowledged]);
      expect(await storedIds(survivor)).toHaveLength(acknowledged);
    }
  });

  it('gives each new entry of a failed batch `failed`, known ones their answer, and goes on by itself', async () => {
    const disk: DiskSwitch = { failing: false };
    const store = await openHere(failingDatabase(disk));
    await store.append([appendRequest(1)]);
    disk.failing = true;
    const refusal = { refused: 'not-authorized', reason: 'No.' } as const;
    const results = await store.append([
      appendRequest(1),
      appendRequest(2),
      appendRequest(2),
      appendRequest(3, { refusal }),
    ]);
    expect(outcomes(results)).toEqual(['known', 'failed', 'failed', 'refused']);
    disk.failing = false;
    await vi.waitFor(async () =>
      expect(await store.append([appendRequest(2)])).toMatchObject([{ outcome: 'stored', seq: 2 }]),
    );
  });

  it('undoes the rows of a batch that failed, and calls nothing taken that rests on it', async () => {
    const disk: DiskSwitch = { failing: false };
    const store = await openHere(failingDatabase(disk));
    const row = { table: 'roomName', key: 'cave', row: { room: roomA } } as const;
    const member = { table: 'member', key: 'a/b', row: { sinceMs: 1 } } as const;
    await store.commit([member]);
    disk.failing = true;
    const results = await store.append([
      appendRequest(1, { changes: [row, { ...member, row: undefined }], absent: [row] }),
      appendRequest(2, { absent: [row] }),
      appendRequest(3, { absent: [member] }),
    ]);
    expect(outcomes(results)).toEqual(['failed', 'failed', 'failed']);
    disk.failing = false;
    await vi.waitFor(async () => expect(await store.get('roomName', 'cave')).toBeUndefined());
    expect(await store.list('member')).toEqual([['a/b', { sinceMs: 1 }]]);
    expect(await store.append([appendRequest(2, { absent: [row] })])).toMatchObject([{ outcome: 'stored' }]);
    expect(await store.append([appendRequest(3, { absent: [member] })])).toEqual([{ outcome: 'taken' }]);
  });

  it('has removed all of a batch or nothing of it, when it was killed and when the disk failed', async () => {
    const disk: DiskSwitch = { failing: false };
    const store = await openHere(failingDatabase(disk));
    await store.append(Array.from({ length: 30 }, (_, n) => text(n + 1)));
    for (let floor = 6; floor <= 16; floor += 5) {
      expect(await store.removeBelow(roomA, 100, 5)).toBe(floor);
      const survivor = await openHere(undefined, await killedCopy());
      expect(await survivor.floors([roomA])).toEqual([floor]);
      expect(await storedIds(survivor)).toHaveLength(31 - floor);
    }
    disk.failing = true;
    const [removal, results] = await Promise.allSettled([
      store.removeBelow(roomA, 100, 5),
      store.append([edit(40, 17), edit(41, 3)]),
    ]);
    expect(removal.status).toBe('rejected');
    // What lies below the old floor is certain, whatever becomes of this batch.
    expect(results).toMatchObject({ value: [{ outcome: 'failed' }, { why: 'removed' }] });
    disk.failing = false;
    await vi.waitFor(async () => expect(await store.floors([roomA])).toEqual([16]));
    expect(await storedIds(store)).toHaveLength(15);
    expect(await store.append([edit(40, 17)])).toMatchObject([{ outcome: 'stored', seq: 31 }]);
  });

  it('never calls it damage that something is removed while it is read', async () => {
    const store = await openHere();
    const all = Array.from({ length: 300 }, (_, n) => [text(2 * n), edit(2 * n + 1, 2 * n)]).flat();
    await store.append(all);
    let isDone = false;
    const removal = (async () => {
      for (let floor = 1; floor < 601;) floor = await store.removeBelow(roomA, 601, 7);
      isDone = true;
    })();
    while (!isDone) {
      const [[first], aims] = await Promise.all([
        store.readForward(roomA, 1, 600, { maxEntries: 10, maxBytes: 1e6 }),
        store.readAims(roomA, 1, 600),
      ]);
      const [floor = 0] = await store.floors([roomA]);
      expect(first?.seq ?? floor).toBeLessThanOrEqual(floor);
      for (const { target, by } of aims) expect(by.seq).toBe(target + 1);
    }
    await removal;
  });

  it('keeps older brokers away from a folder only once something was removed from it', async () => {
    const store = await openHere();
    await store.append([text(1)]);
    const layoutNow = async () => {
      const database = await openClassicLevel(join(await killedCopy(), 'store'));
      const meta = await database.get(metaKey);
      await database.close();
      return meta && decodeMeta(meta)?.layout;
    };
    expect(await layoutNow()).toBe(2);
    await store.removeBelow(roomA, 2, 9);
    stores.push(store);
    expect(await layoutNow()).toBe(3);
  });

  it('refuses a bad target for good only when that rests on what is on disk, and not on a batch that failed', async () => {
    const disk: DiskSwitch = { failing: false };
    const store = await openHere(failingDatabase(disk));
    await store.append([text(1), text(2)]);
    disk.failing = true;
    const results = await store.append([
      retract(3, 1),
      edit(4, 1),
      edit(5, 99),
      text(6),
      edit(7, 6),
      edit(8, 3),
    ]);
    expect(results.map((result) => ('why' in result ? result.why : result.outcome))).toEqual([
      'failed',
      'failed',
      'not-here',
      'failed',
      'failed',
      'failed',
    ]);
    disk.failing = false;
    await store.heads([roomA]);
    expect(outcomes(await store.append([edit(4, 1), retract(3, 1)]))).toEqual(['stored', 'stored']);
  });

  it('lets nothing that was called before a failure was known overtake what failed', async () => {
    let fail: (() => void) | undefined;
    let armed = false;
    const slowToFail: OpenDatabase = async (path) => {
      const database = await openClassicLevel(path);
      const batch = database.batch.bind(database);
      database.batch = async (operations, options) => {
        if (!armed) return batch(operations, options);
        armed = false;
        return new Promise((_, reject) => {
          fail = () => reject(new Error('EIO'));
        });
      };
      return database;
    };
    const store = await openHere(slowToFail);
    armed = true;
    const first = store.append([appendRequest(1)]);
    await vi.waitFor(() => expect(fail).toBeDefined());
    const behind = store.append([appendRequest(2)]);
    const after = first.then(() => store.append([appendRequest(3)]));
    fail?.();
    expect(outcomes((await Promise.all([first, behind, after])).flat())).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
    await store.heads([roomA]);
    expect(outcomes(await store.append([appendRequest(1), appendRequest(2)]))).toEqual(['stored', 'stored']);
    expect(await storedIds(store)).toEqual(['text 1', 'text 2']);
  });

  it('reopens the database before it acknowledges anything after a failure', async () => {
    const disk: DiskSwitch = { failing: false };
    const events: string[] = [];
    const watched: OpenDatabase = async (path) => {
      events.push('open');
      return failingDatabase(disk)(path);
    };
    const store = await openHere(watched);
    disk.failing = true;
    events.push(...outcomes(await store.append([appendRequest(1)])));
    disk.failing = false;
    await store.heads([roomA]);
    events.push(...outcomes(await store.append([appendRequest(2)])));
    expect(events).toEqual(['open', 'failed', 'open', 'stored']);
    const survivor = await openHere(undefined, await killedCopy());
    expect(await storedIds(survivor)).toEqual(['text 2']);
  });

  it('keeps trying while the folder cannot be opened, refuses meanwhile, and can be closed', async () => {
    const disk = { failing: false, gone: false };
    const fragile: OpenDatabase = async (path) => {
      if (disk.gone) throw new Error('no such device');
      return failingDatabase(disk)(path);
    };
    const store = await openHere(fragile);
    Object.assign(disk, { failing: true, gone: true });
    await store.append([appendRequest(1)]);
    await expect(store.heads([roomA])).rejects.toMatchObject({ code: 'unavailable' });
    expect(outcomes(await store.append([appendRequest(1)]))).toEqual(['failed']);
    await expect(store.commit([])).rejects.toMatchObject({ code: 'unavailable' });
    Object.assign(disk, { failing: false, gone: false });
    await vi.waitFor(async () => expect(await store.heads([roomA])).toEqual([0]));
    Object.assign(disk, { failing: true, gone: true });
    await store.append([appendRequest(1)]);
    await store.close();
    const again = await openHere();
    expect(await again.heads([roomA])).toEqual([0]);
  });

  it('does not begin a new store where the folder went away under it', async () => {
    const disk: DiskSwitch = { failing: false };
    const path = join(dir, 'data');
    const store = await openHere(failingDatabase(disk));
    await store.append([appendRequest(1)]);
    await rename(path, join(dir, 'unmounted'));
    disk.failing = true;
    await store.append([appendRequest(2)]);
    disk.failing = false;
    await expect(store.heads([roomA])).rejects.toMatchObject({ code: 'unavailable' });
    await store.close();
    const survivor = await openHere(undefined, join(dir, 'unmounted'));
    expect(await survivor.heads([roomA])).toEqual([1]);
  });

  it('knows an entry whose batch was written although the disk said that it failed', async () => {
    const disk = { lying: false };
    const lying: OpenDatabase = async (path) => {
      const database = await openClassicLevel(path);
      const batch = database.batch.bind(database);
      database.batch = async (operations, options) => {
        await batch(operations, options);
        if (disk.lying) throw new Error('EIO: fsync');
      };
      return database;
    };
    const store = await openHere(lying);
    disk.lying = true;
    expect(outcomes(await store.append([appendRequest(1)]))).toEqual(['failed']);
    disk.lying = false;
    expect(await store.heads([roomA])).toEqual([1]);
    expect(await store.append([appendRequest(1), appendRequest(2)])).toMatchObject([
      { outcome: 'known', seq: 1 },
      { outcome: 'stored', seq: 2 },
    ]);
  });

  it('writes what it was given before it closes', async () => {
    const store = await openHere();
    const pending = [1, 2, 3].map((n) => store.append([appendRequest(n)]));
    await store.close();
    expect(outcomes((await Promise.all(pending)).flat())).toEqual(['stored', 'stored', 'stored']);
    expect(await storedIds(await openHere())).toHaveLength(3);
  });

  it('says in a sentence that another process has the folder', async () => {
    await openHere();
    await expect(openHere()).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining('in use by another process'),
    });
  });

  it('says in a sentence that the folder cannot be written', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(openHere(undefined, join(dir, 'file', 'data'))).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringContaining('cannot be opened for writing'),
    });
  });

  it('refuses to open when a batch is missing, and says what to do', async () => {
    const path = join(dir, 'data', 'store');
    const store = await openHere();
    for (let n = 0; n < 5; n++) await store.append([appendRequest(n)]);
    await store.close();
    const database = await openClassicLevel(path);
    await database.batch([{ type: 'del', key: batchKey(3) }], { sync: true });
    await database.close();
    await expect(openHere()).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/batch 3 is missing.*Run "npm run repair"/),
    });
  });

  it('notices one flipped byte in the write-ahead log, which LevelDB passes over', async () => {
    const path = join(dir, 'data', 'store');
    const store = await openHere();
    const long = 'x'.repeat(200);
    for (let n = 0; n < 300; n++) await store.append([appendRequest(n, { text: `${n} ${long}` })]);
    await store.close();
    const name = (await readdir(path)).find((file) => file.endsWith('.log')) ?? '';
    const bytes = await readFile(join(path, name));
    bytes[40_000] = (bytes[40_000] ?? 0) ^ 0xff;
    await writeFile(join(path, name), bytes);
    await expect(openHere()).rejects.toMatchObject({ code: 'damaged' });
  });

  it('keeps 131,072 numbers of batches and no more', async () => {
    const path = join(dir, 'data', 'store');
    await (await openHere()).close();
    const database = await openClassicLevel(path);
    const numbers = Array.from({ length: 131_072 }, (_, index) => 200_000 - index);
    await database.batch(
      [
        { type: 'del', key: batchKey(1) },
        ...numbers.map((number) => ({ type: 'put', key: batchKey(number), value: noBytes }) as const),
      ],
      { sync: true },
    );
    await database.close();
    const store = await openHere();
    for (let n = 0; n < 3; n++) await store.append([appendRequest(n)]);
    await store.close();
    const after = await openClassicLevel(path);
    const keys: string[] = [];
    for await (const key of after.keys(rangeOf(batchPrefix))) keys.push(key);
    await after.close();
    expect(keys).toHaveLength(131_072);
    expect(keys.at(-1)).toBe(batchKey(200_003));
  });

  it('leaves each id once, in one gap-free order, and never changes an answer, whatever happens', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), ids: ids() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('disk' as const), mode: diskMode() }) },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const path = join(dir, `run-${run++}`);
        const disk: { mode: 'good' | 'full' | 'lying' } = { mode: 'good' };
        const moody: OpenDatabase = async (folder) => {
          const database = await openClassicLevel(folder);
          const batch = database.batch.bind(database);
          database.batch = async (operations, options) => {
            if (disk.mode === 'full') throw new Error('ENOSPC');
            await batch(operations, options);
            if (disk.mode === 'lying') throw new Error('EIO');
          };
          return database;
        };
        const answers = new Map<number, string>();
        const remember = (id: number, result: AppendResult | undefined) => {
          if (result?.outcome !== 'stored' && result?.outcome !== 'known') return;
          const answer = `${result.seq} ${result.ts}`;
          expect(answers.get(id) ?? answer).toBe(answer);
          answers.set(id, answer);
        };
        let sent: Promise<void>[] = [];
        let store = await open(path, moody);
        for (const action of steps) {
          if (action.do === 'disk') disk.mode = action.mode;
          if (action.do === 'settle') await Promise.all(sent);
          if (action.do === 'restart') {
            await store.close();
            disk.mode = 'good';
            store = await open(path, moody);
          }
          if (action.do !== 'send') continue;
          const { ids: chosen } = action;
          sent.push(
            store
              .append(chosen.map((n) => appendRequest(n)))
              .then((results) => results.forEach((result, index) => remember(chosen[index] ?? -1, result))),
          );
        }
        await Promise.all(sent);
        sent = [];
        await store.close();

        disk.mode = 'good';
        store = await open(path, moody);
        const last = await store.append(Array.from({ length: 8 }, (_, n) => appendRequest(n)));
        last.forEach((result, n) => remember(n, result));
        expect(answers.size).toBe(8);
        expect((await storedIds(store)).toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `text ${n}`));
        const entries = await store.readForward(roomA, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 });
        expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        await store.close();
      }),
      { numRuns: 60 },
    );
  });
});

const ids = () => fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 });
const diskMode = () => fc.constantFrom('good' as const, 'full' as const, 'lying' as const);
