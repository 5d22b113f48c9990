import { expect, it } from 'vitest';
import type { ChangeTable } from '../store/tables';
import { createPlainDisk } from './plain-disk';

it('keeps of each row the last change alone while nothing can be written', async () => {
  const written: (readonly ChangeTable[])[] = [];
  let isFailing = true;
  const disk = createPlainDisk(
    {
      commit: async (changes) => {
        if (isFailing) throw new Error('ENOSPC');
        written.push(changes);
        return true;
      },
    },
    { error: () => {} },
  );
  const received = (key: string, isThere: boolean): ChangeTable => ({
    table: 'plainReceived',
    key,
    row: isThere ? {} : undefined,
  });
  for (let round = 0; round < 3; round++) {
    disk.later([received('a', true), received('b', true)]);
    await expect(disk.commit([])).rejects.toThrow('ENOSPC');
    disk.later([received('a', false)]);
  }
  isFailing = false;
  await disk.commit([received('c', true)]);
  expect(written).toEqual([[received('a', false), received('b', true), received('c', true)]]);
});

it('brings no older change of a row back that was written anew meanwhile', async () => {
  const written: (readonly ChangeTable[])[] = [];
  const answers: { resolve: (kept: true) => void; reject: (error: Error) => void }[] = [];
  const disk = createPlainDisk(
    {
      commit: (changes) => {
        written.push(changes);
        return new Promise((resolve, reject) => answers.push({ resolve, reject }));
      },
    },
    { error: () => {} },
  );
  const session = (expirySec: number): ChangeTable => ({
    table: 'plainSession',
    key: 'ann/lamp',
    row: { device: 'd', expirySec, expiresAtMs: undefined, sentUpTo: undefined, subscriptions: [] },
  });
  disk.later([session(1)]);
  const first = disk.commit([]);
  const second = disk.commit([session(2)]);
  answers[0]?.reject(new Error('ENOSPC'));
  answers[1]?.resolve(true);
  await expect(first).rejects.toThrow('ENOSPC');
  await second;
  const third = disk.commit([]);
  answers[2]?.resolve(true);
  await third;
  expect(written).toEqual([[session(1)], [session(2)], []]);

  // What comes later still counts, also when what was written before it is answered only then.
  const fourth = disk.commit([session(4)]);
  disk.later([session(5)]);
  answers[3]?.resolve(true);
  await fourth;
  void disk.commit([]);
  expect(written.at(-1)).toEqual([session(5)]);
});
