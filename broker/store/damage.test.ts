import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cave,
  change,
  entriesInCave,
  entriesInRoomA,
  filesOf,
  flip,
  hex,
  makeCopies,
  openAndRead,
  openQuietly,
  plenty,
  refusalOf,
  type Content,
} from './filled-store';
import { repairStore } from './repair';
import { roomA } from './entry-requests';

/** Of which every fifth one is repaired. */
const flips = 200;
const seed = Number(process.env['SEED'] ?? 20_261_122);
/** The id of an entry, of its bytes as digits. */
const idOf = (payload: string) => payload.slice(8, 40);

let copies: Awaited<ReturnType<typeof makeCopies>>;
beforeAll(async () => {
  copies = await makeCopies();
});
afterAll(() => copies.remove());

const repair = (path: string) => repairStore(path, new Date(0));

describe('a damaged store', () => {
  it(`either starts with everything or names "npm run repair", whichever byte is wrong (seed ${seed})`, async () => {
    const expected = await openAndRead(await copies.copy('untouched'));
    const refusal = expect.objectContaining({
      code: 'damaged',
      message: expect.stringContaining('npm run repair'),
    });
    const random = mulberry32(seed);
    const seen = { started: 0, refused: 0, repaired: 0 };
    for (let n = 0; n < flips; n++) {
      const path = await copies.copy(`flipped-${n}`);
      const names = (await readdir(join(path, 'store'))).toSorted();
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(join(path, 'store', name))).size),
      );
      const filled = names.filter((_, index) => (sizes[index] ?? 0) > 0);
      const name = filled[Math.floor(random() * filled.length)] ?? '';
      const size = sizes[names.indexOf(name)] ?? 0;
      const at = Math.floor(random() * size);
      const mask = 1 + Math.floor(random() * 255);
      const what = `flip ${n}: ${name}, byte ${at} of ${size}, mask ${mask}`;
      await change(join(path, 'store', name), flip(at, mask));

      const found = await openAndRead(path).catch((error: unknown) => error);
      const isRefused = found instanceof Error;
      expect({ what, found }).toEqual({ what, found: isRefused ? refusal : expected });
      seen[isRefused ? 'refused' : 'started']++;
      if (isRefused && n % 5 === 0) {
        await repairAndCompare(path, expected, what);
        seen.repaired++;
      }
      await rm(path, { recursive: true, force: true });
    }
    // Every file was hit; LOG, what a compaction left over and some padding mean nothing.
    expect(seen.refused).toBeGreaterThan(flips / 3);
    expect(seen.repaired).toBeGreaterThan(flips / 20);
    expect(seen.started).toBeGreaterThan(0);
  }, 120_000);

  /** What is left is what was, in its order; what is gone is said. */
  async function repairAndCompare(path: string, expected: Content, what: string) {
    const words = (await repair(path)).join('\n');
    const store = await openQuietly(path);
    for (const [index, room] of [roomA, cave].entries()) {
      const before = expected.logs[index] ?? [];
      const after = await store.readForward(room, 1, Number.MAX_SAFE_INTEGER, plenty);
      const left = new Set(after.map(({ payload }) => idOf(hex(payload))));
      const kept = before.filter(({ payload }) => left.has(idOf(payload)));
      // Without its retract a message that was taken back is back.
      const isRetractLost = room === roomA && !kept.some(({ seq }) => seq === entriesInRoomA);
      const comparable = isRetractLost ? idOf : (payload: string) => payload;
      expect({ what, after: after.map(({ payload }) => comparable(hex(payload))) }).toEqual({
        what,
        after: kept.map(({ payload }) => comparable(payload)),
      });
      const named = new RegExp(`\\(${room}\\): ([\\d,]+) entr`).exec(words)?.[1] ?? '0';
      // With the last batch its numbers are gone too.
      const isSaid =
        Number(named) === before.length - kept.length || words.includes('Batches that are missing');
      expect({ what, words, isSaid }).toMatchObject({ isSaid: true });
    }
    await store.close();
    expect({ what, opening: await refusalOf(path) }).toEqual({ what, opening: 'it opened' });
  }
});

describe('the witness', () => {
  it('tells that the end of the write-ahead log is gone, which LevelDB takes for a crash', async () => {
    const path = await copies.copy('bad-end');
    const [file = ''] = await filesOf(path, '.log');
    const bytes = await readFile(file);
    await change(file, flip(bytes.length - 5));
    expect(await refusalOf(path)).toMatch(/\.log cannot be read/);
    const words = (await repair(path)).join('\n');
    expect(words).toMatch(/Batches that are missing: \d+\./);
    // The last batch was the removal of the cave's oldest entries.
    const { heads, floors } = await openAndRead(path);
    expect({ heads, floors }).toEqual({ heads: [entriesInRoomA, entriesInCave], floors: [1, 1] });
  });

  it('lets a store start whose last batch was cut off by a crash before it was acknowledged', async () => {
    const path = await copies.copy('cut-off');
    const expected = await openAndRead(await copies.copy('cut-off-before'));
    const [file = ''] = await filesOf(path, '.log');
    // The beginning of one more record.
    await change(file, (bytes) => Buffer.concat([bytes, bytes.subarray(0, 50)]));
    expect(await openAndRead(path)).toEqual(expected);
  });

  it('and CURRENT are missed when they are gone, so that no empty store takes the place of a full one', async () => {
    const noWitness = await copies.copy('no-witness');
    await rm(join(noWitness, 'store', 'last-batch'));
    expect(await refusalOf(noWitness)).toMatch(/last-batch is missing.*npm run repair/);
    expect(await repair(noWitness)).toContain('Nothing is gone.');
    const noCurrent = await copies.copy('no-current');
    await rm(join(noCurrent, 'store', 'CURRENT'));
    expect(await refusalOf(noCurrent)).toMatch(/CURRENT is missing.*npm run repair/);
    const noTable = await copies.copy('no-table');
    // The newest one: older ones may be left over from a compaction.
    await rm((await filesOf(noTable, '.ldb')).at(-1) ?? '');
    expect(await refusalOf(noTable)).toMatch(/\.ldb is missing.*npm run repair/);
  });
});

/** mulberry32 */
function mulberry32(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
