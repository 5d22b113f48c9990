import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLock } from './lock';
import { keepClientId, preparePlaces } from './places';
import { printable } from './screen';

let stateFolder: string;
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'onebar-places-'));
});
afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

const places = (user = 'ann', room = 'lobby', way: 'console' | 'pipe' = 'console') =>
  preparePlaces({ stateFolder, http: 'http://127.0.0.1:8080', user, room }, way);

it('gives each room, and the pipe into it, a folder and a client id of its own, the same at each start', () => {
  const all = [places(), places('ann', 'kitchen'), places('bo'), places('ann', 'lobby', 'pipe')];
  const ids = all.map(keepClientId);
  expect(new Set(ids).size).toBe(4);
  expect(all.map(keepClientId)).toEqual(ids);
  expect(ids[0]).toMatch(/^console-[\w-]{12}$/);
  expect(places('ANN').folder).toBe(places().folder);
  expect(statSync(places().folder).mode & 0o077).toBe(0);
});

it('stays below its folder whatever the names are', () => {
  const names = ['..', '.', 'a.b', '*', '👍'.repeat(40), 'x'.repeat(300), `${'x'.repeat(300)}y`];
  const folders = names.map((name) => relative(stateFolder, places(name, name).folder));
  expect(new Set(folders).size).toBe(names.length);
  for (const folder of folders) expect(folder.split('/')).toHaveLength(3);
});

it('lets one process in, and the next one when the first is gone', async () => {
  const { folder } = places();
  const first = await takeLock(folder, 0);
  if (typeof first === 'number') throw new Error('taken');
  first.release();
  writeFileSync(join(folder, 'lock'), `${process.ppid}\n`);
  expect(await takeLock(folder, 150)).toBe(process.ppid);
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, 'lock'), `${pid}\n`);
  expect(await takeLock(folder, 0)).toHaveProperty('release');
});

it('shows control characters as pictures, so that nobody steers the terminal of another', () => {
  expect(printable('2026-11-29 19:41 Ann: \u001b[2Jhi\r\u0007\tthere\u009b\u007f')).toBe(
    '2026-11-29 19:41 Ann: ␛[2Jhi␍␇\tthere�␡',
  );
});
