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
