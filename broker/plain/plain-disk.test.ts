import { afterEach, describe, expect, it, vi } from 'vitest';
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

describe('what is only done', () => {
  const done = (key: number): ChangeTable => ({ table: 'plainReceived', key: `${key}`, row: undefined });
  const setUp = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const written: number[] = [];
    const state = { isFailing: false };
    const store = {
      commit: async (changes: readonly ChangeTable[]) => {
        if (state.isFailing) throw new Error('ENOSPC');
        written.push(changes.length);
        return true;
      },
    };
    return { written, state, disk: createPlainDisk(store, { error: () => {} }) };
  };
  afterEach(() => vi.useRealTimers());

  it('is written soon, also when nothing else is, and tried again until the disk takes it', async () => {
    const { written, state, disk } = setUp();
    disk.later([done(1)]);
    expect(written).toEqual([]);
    state.isFailing = true;
    await vi.advanceTimersByTimeAsync(1000);
    disk.later([done(2)]);
    state.isFailing = false;
    await vi.advanceTimersByTimeAsync(200);
    expect(written).toEqual([2]);
  });

  it('is written again after a failure when nothing comes any more', async () => {
    const { written, state, disk } = setUp();
    state.isFailing = true;
    disk.later([done(1)]);
    await vi.advanceTimersByTimeAsync(1000);
    state.isFailing = false;
    await vi.advanceTimersByTimeAsync(200);
    expect(written).toEqual([1]);
  });

  it('does not grow and grow: a thousand are written at once', () => {
    const { written, disk } = setUp();
    for (let key = 0; key < 1000; key++) disk.later([done(key)]);
    expect(written).toEqual([1000]);
  });

  it('is written at the end', async () => {
    const { written, disk } = setUp();
    disk.later([done(1)]);
    await disk.close();
    expect(written).toEqual([1]);
  });
});
