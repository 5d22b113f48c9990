import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32c } from './crc32c';
import { numbersOf, readLiveFiles, tableName } from './live-files';
import { readLogFile } from './log-file';
import { unpackSnappy } from './snappy';
import { findTableDamage, salvageTable, type Version } from './table-file';
import { readWriteBatch } from './write-batch';

let dir: string;
let names: string[];
/** By file name. */
const files = new Map<string, Buffer>();
const expected = new Map<string, string>();

// Rows that pack well and rows that do not, long ones across many blocks, one that was changed and one that was deleted.
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-leveldb-'));
  const put = async (database: ClassicLevel, from: number) => {
    for (let n = from; n < from + 300; n += 10) {
      const rows = Array.from({ length: 10 }, (_, i) => `row ${n + i} ${'again '.repeat((n + i) % 40)}`);
      await database.batch(rows.map((value, i) => ({ type: 'put', key: `key/${n + i}`, value })));
      for (const [i, value] of rows.entries()) expected.set(`key/${n + i}`, value);
    }
    const noise = Array.from({ length: 9000 }, (_, n) =>
      String.fromCodePoint(33 + ((n * n + n * from) % 90)),
    );
    await database.put(`long/${from}`, noise.join('').repeat(8));
    expected.set(`long/${from}`, noise.join('').repeat(8));
  };
  // Each start writes the log of the last one into a table.
  for (const from of [0, 300, 600]) {
    const database = new ClassicLevel(dir);
    await database.open();
    await put(database, from);
    await database.put('key/1', `changed ${from}`);
    await database.del('key/2');
    expected.set('key/1', `changed ${from}`);
    expected.delete('key/2');
    await database.close();
  }
  names = await readdir(dir);
  for (const name of names) files.set(name, await readFile(join(dir, name)));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const fileOf = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0);
const live = () => {
  const manifest = names.find((name) => name.startsWith('MANIFEST')) ?? '';
  return readLiveFiles(readLogFile(fileOf(manifest)).records);
};
const flipped = (file: Buffer, at: number, mask: number) => {
  const copy = Buffer.from(file);
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ mask;
  return copy;
};
const anyFlip = fc.record({ at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });
const tables = () => [...(live()?.tables ?? [])].map((number) => fileOf(tableName(number)));
const logs = () => numbersOf(names, 'log').map((number) => fileOf(`${String(number).padStart(6, '0')}.log`));

describe('LevelDB’s files', () => {
  it('have the checksum that the standard tells', () => {
    const bytes = Buffer.from('123456789');
    expect(crc32c(bytes, 0, 9)).toBe(0xe3069283);
    expect(crc32c(bytes, 4, 9, crc32c(bytes, 0, 4))).toBe(0xe3069283);
  });

  it('hold together what LevelDB was given, each row in its newest version', () => {
    const newest = new Map<string, Version>();
    const versions = [
      ...tables().flatMap((table) => salvageTable(table).versions),
      ...logs().flatMap((log) => readLogFile(log).records.flatMap((record) => readWriteBatch(record) ?? [])),
    ];
    for (const version of versions) {
      const key = version.key.toString();
      if (version.sequence > (newest.get(key)?.sequence ?? -1)) newest.set(key, version);
    }
    const rows = [...newest].flatMap(([key, { value }]) => (value ? [[key, value.toString()] as const] : []));
    expect(tables().length).toBeGreaterThan(0);
    expect(new Map(rows)).toEqual(expected);
  });

  it('are whole when nothing was done to them', () => {
    for (const table of tables()) expect(findTableDamage(table)).toBeUndefined();
    for (const log of logs())
      expect(readLogFile(log)).toMatchObject({ damagedAt: undefined, tornAt: undefined });
  });

  it('show every flipped byte of a table, but for the empty ones of its footer, and never give a wrong row', () => {
    fc.assert(
      fc.property(fc.nat(), anyFlip, (which, { at, mask }) => {
        const table = tables()[which % tables().length] ?? Buffer.alloc(0);
        const bad = flipped(table, at, mask);
        const isPadding = at % table.length >= table.length - 48 && (table[at % table.length] ?? 0) === 0;
        expect(isPadding || findTableDamage(bad) !== undefined).toBe(true);
        const rows = new Set(salvageTable(table).versions.map(inText));
        for (const version of salvageTable(bad).versions) expect(rows).toContain(inText(version));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('show every flipped byte of a log, and the other records are still there', () => {
    const [log = Buffer.alloc(0)] = logs();
    const records = readLogFile(log).records.map((record) => record.toString('hex'));
    fc.assert(
      fc.property(anyFlip, ({ at, mask }) => {
        // Less than a header at the end of a block is left empty.
        fc.pre(32_768 - ((at % log.length) % 32_768) > 6);
        const read = readLogFile(flipped(log, at, mask));
        expect(read.damagedAt ?? read.tornAt).toBeDefined();
        const left = read.records.map((record) => record.toString('hex'));
        expect(left).toEqual(records.filter((record) => left.includes(record)));
        expect(left.length).toBe(records.length - 1);
      }),
      { numRuns: 60 },
    );
  });

  it('are read without throwing, whatever is in them', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.constantFrom(...names), fc.array(anyFlip, { minLength: 1, maxLength: 5 }), fc.nat())
        .map(([name, flips, cut]) => {
          const file = fileOf(name);
          const bad = flips.reduce((bytes, { at, mask }) => flipped(bytes, at, mask), file);
          return bad.subarray(0, cut % 3 === 0 ? cut % (file.length + 1) : file.length);
        }),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        const read = () => [
          findTableDamage(bytes),
          salvageTable(bytes),
          unpackSnappy(bytes),
          readWriteBatch(bytes),
          readLiveFiles([...readLogFile(bytes).records, bytes]),
        ];
        expect(read).not.toThrow();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

const inText = ({ key, sequence, value }: Version): string =>
  `${key.toString('hex')} ${sequence} ${value?.toString('hex')}`;
