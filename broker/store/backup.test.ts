import { createHash } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupMagic, encodeFrame } from './backup-format';
import { openClassicLevel } from './database';
import { roomA, text } from './entry-requests';
import {
  cave,
  contentOf,
  entriesInCave,
  entriesInRoomA,
  flip,
  makeCopies,
  openAndRead,
  openQuietly,
  refusalOf,
  type Content,
} from './filled-store';
import { decodeMeta, layoutVersion, layoutWithFloors, metaKey, noBytes } from './layout';
import type { LevelStore } from './level-store';
import { checkBackup } from './read-backup';
import { repairStore } from './repair';
import { restoreStore } from './restore';
import { noCounts } from './row-counts';
import { writeBackup } from './write-backup';

let copies: Awaited<ReturnType<typeof makeCopies>>;
let source: string;
let file: string;
let bytes: Buffer;
let content: Content;

beforeAll(async () => {
  copies = await makeCopies();
  source = await copies.copy('source');
  file = join(source, 'a.backup');
  bytes = await backUp(source);
  await writeFile(file, bytes);
  content = await openAndRead(source);
});
afterAll(() => copies.remove());

async function backUp(path: string, meanwhile?: (store: LevelStore) => Promise<void>) {
  const store = await openQuietly(path);
  const chunks: Uint8Array[] = [];
  const about = { epoch: store.epoch, madeAtMs: 1_790_000_000_000, path };
  for await (const chunk of writeBackup(store.snapshot(), about)) {
    // The second piece is the head; with it the snapshot has not been taken yet.
    if (chunks.push(chunk) === 3) await meanwhile?.(store);
  }
  await store.close();
  return Buffer.concat(chunks);
}

const restore = (path: string, from = file) => restoreStore(path, from, new Date(0));

async function epochOf(path: string): Promise<string> {
  const store = await openQuietly(path);
  await store.close();
  return store.epoch;
}

describe('a backup', () => {
  it('says what is in it', async () => {
    expect(await checkBackup(file)).toMatchObject({
      epoch: await epochOf(source),
      madeAtMs: 1_790_000_000_000,
      entries: content.logs.flat().length,
      rooms: 3,
      accounts: 1,
    });
  });

  it('is of the moment at which it began, whatever is written meanwhile', async () => {
    const path = await copies.copy('meanwhile');
    const made = await backUp(path, async (store) => {
      const [result] = await store.append([text(5000)]);
      expect(result).toMatchObject({ outcome: 'stored' });
    });
    const target = await copies.copy('meanwhile-target');
    const written = join(target, 'made');
    await writeFile(written, made);
    await restore(target, written);
    expect((await openAndRead(target)).heads).toEqual([entriesInRoomA, entriesInCave]);
  });

  it('is not made of what cannot be read, but leaves out what nobody misses', async () => {
    const path = await copies.copy('unreadable');
    await put(path, `row/marks/${roomA}/author`, 'nonsense');
    const target = await copies.copy('unreadable-target');
    const written = join(target, 'made');
    await writeFile(written, await backUp(path));
    await restore(target, written);
    expect((await openAndRead(target)).marks).toEqual([]);
    for (const key of ['row/user/author', `floor/${cave}`]) {
      const damaged = await copies.copy('damaged');
      const reading = await openQuietly(damaged);
      const rows = (async function* () {
        for await (const [each, value] of reading.snapshot())
          yield [each, each === key ? Buffer.from('nonsense') : value] as const;
      })();
      const about = { epoch: 'an-epoch', madeAtMs: 1, path: damaged };
      const whole = (async () => {
        for await (const _ of writeBackup(rows, about));
      })();
      await expect(whole).rejects.toThrow(`the row ${key} cannot be read`);
      await reading.close();
    }
  });
});

describe('a restore', () => {
  it('brings everything back, under a new epoch, and puts aside what was there', async () => {
    const path = await copies.copy('restored');
    const store = await openQuietly(path);
    await store.append([text(6000)]);
    await store.close();
    const restored = await restore(path);
    expect(restored.aside).toBe(join(path, 'before-restore-1970-01-01T00-00-00-000Z'));
    expect(await openAndRead(path)).toEqual(content);
    expect(await epochOf(path)).not.toBe(await epochOf(source));
    expect((await readdir(path)).toSorted()).toEqual(['before-restore-1970-01-01T00-00-00-000Z', 'store']);
  });

  it('says of a folder with floors that an older broker cannot read it', async () => {
    const path = await copies.copy('with-floors');
    await restore(path);
    const database = await openClassicLevel(join(path, 'store'));
    const meta = await database.get(metaKey);
    await database.close();
    expect(decodeMeta(meta ?? noBytes)).toMatchObject({ layout: layoutWithFloors });
  });

  it('takes a backup of an older version, and refuses that of a newer one', async () => {
    const emptyBackup = async (layout: number) => {
      const head = encodeFrame({ kind: 'head', head: { layout, epoch: 'an-epoch', madeAtMs: 1 } });
      const digest = createHash('sha256').update(head).digest();
      const end = encodeFrame({ kind: 'end', counts: noCounts(), digest });
      const path = join(source, `layout-${layout}`);
      await writeFile(path, Buffer.concat([Buffer.from(backupMagic), head, end]));
      return path;
    };
    expect(await checkBackup(await emptyBackup(layoutVersion))).toMatchObject({ rows: 0 });
    await expect(checkBackup(await emptyBackup(layoutWithFloors + 1))).rejects.toThrow(
      /another version of Onebar \(layout 4, this one reads 2 and 3\)/,
    );
  });

  it('fills a folder that is not there yet', async () => {
    const path = join(source, 'new', 'folder');
    expect((await restore(path)).aside).toBeUndefined();
    expect(await openAndRead(path)).toEqual(content);
  });

  it('refuses what is cut anywhere, changed anywhere, longer, or no backup at all, and changes nothing', async () => {
    const path = await copies.copy('untouched');
    const before = (await readdir(path, { recursive: true })).toSorted();
    const bad = join(source, 'bad');
    const refuse = async (what: Buffer, why: RegExp) => {
      await writeFile(bad, what);
      await expect(restore(path, bad)).rejects.toThrow(why);
    };
    for (let at = 0; at < bytes.length; at += 997)
      await refuse(bytes.subarray(0, at), at < 16 ? /is no backup of Onebar/ : /is cut off/);
    await refuse(bytes.subarray(0, -1), /is cut off/);
    for (let at = 0; at < bytes.length; at += 1009)
      await refuse(flip(at)(Buffer.from(bytes)), /is (damaged|cut off|no backup)/);
    await refuse(Buffer.concat([bytes, Buffer.of(0)]), /behind its end/);
    await refuse(Buffer.concat([bytes, bytes]), /behind its end/);
    await refuse(Buffer.from('<html>not found</html>'), /is no backup of Onebar/);
    await expect(restore(path, join(source, 'nowhere'))).rejects.toThrow(/cannot be read \(ENOENT/);
    expect((await readdir(path, { recursive: true })).toSorted()).toEqual(before);
    expect(await openAndRead(path)).toEqual(content);
  });

  it('refuses a file whose frames are whole and not in their order', async () => {
    const [first = 0, second = 0, third = 0] = frameStarts(bytes).slice(1);
    const mixed = [
      bytes.subarray(0, first),
      bytes.subarray(second, third),
      bytes.subarray(first, second),
      bytes.subarray(third),
    ];
    const bad = join(source, 'mixed');
    await writeFile(bad, Buffer.concat(mixed));
    await expect(restore(join(source, 'never'), bad)).rejects.toThrow(/its checksum is not that/);
  });

  it('waits until the broker is stopped', async () => {
    const path = await copies.copy('running');
    const store = await openQuietly(path);
    await expect(restore(path)).rejects.toThrow(/is in use by another process/);
    expect(await contentOf(store)).toEqual(content);
    await store.close();
  });

  it('that was interrupted is finished by a repair, or by another restore, and loses nothing', async () => {
    const path = await copies.copy('interrupted');
    await restore(path);
    const [aside = ''] = (await readdir(path)).filter((name) => name.startsWith('before'));
    await rm(join(path, aside), { recursive: true });
    // As it is between the two renames.
    await rename(join(path, 'store'), join(path, 'repaired'));
    expect(await refusalOf(path)).toMatch(/was interrupted.*npm run repair/);
    await restore(path);
    expect(await readdir(path)).toHaveLength(2);
    expect(await openAndRead(path)).toEqual(content);
    await rename(join(path, 'store'), join(path, 'repaired'));
    expect(await repairStore(path, new Date(1))).toEqual(['What was interrupted is finished.']);
    expect(await openAndRead(path)).toEqual(content);
  });
});

async function put(path: string, key: string, value: string): Promise<void> {
  const database = await openClassicLevel(join(path, 'store'));
  await database.batch([{ type: 'put', key, value: Buffer.from(value) }], { sync: true });
  await database.close();
}

function frameStarts(whole: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 'ONEBAR BACKUP 1\n'.length; at < whole.length; at += 8 + whole.readUInt32BE(at))
    starts.push(at);
  return starts;
}
