// What any store must do when a room's oldest entries are removed; part of the suite that every implementation runs.
import { beforeEach, describe, expect, it } from 'vitest';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { edit, retract, roomA, text } from './entry-requests';
import type { Store } from './store';
import { plenty, roomB, seqsOf, storeFolder, type OpenStore } from './store-folder';

export function removalContract(name: string, openStore: OpenStore): void {
  describe(`${name} removes the oldest entries of a room`, () => {
    const folder = storeFolder(openStore);
    let store: Store;

    beforeEach(async () => {
      store = await folder.open();
    });

    const reopen = async () => {
      store = await folder.reopen();
    };
    const seqs = (room = roomA) => seqsOf(store, room);

    it('removes the oldest entries in steps, and reads what is left from the floor on, also after reopening', async () => {
      await store.append([...Array.from({ length: 9 }, (_, n) => text(n + 1)), text(1, { room: roomB })]);
      expect(await store.floors([roomA, roomB])).toEqual([1, 1]);
      expect(await store.removeBelow(roomA, 6, 3)).toBe(4);
      expect(await seqs()).toEqual([4, 5, 6, 7, 8, 9]);
      expect(await store.removeBelow(roomA, 6, 3)).toBe(6);
      expect(await store.removeBelow(roomA, 6, 3)).toBe(6);
      expect(await store.removeBelow(roomA, 2, 3)).toBe(6);
      await reopen();
      expect(await store.floors([roomA, roomB, 'nowhere' as RoomId])).toEqual([6, 1, 1]);
      expect(await store.heads([roomA])).toEqual([9]);
      expect(await seqs()).toEqual([6, 7, 8, 9]);
      const backward = await store.readBackward(roomA, 1, 7, plenty);
      expect(backward.map(({ seq }) => seq)).toEqual([6, 7]);
      expect(await store.readBackward(roomA, 1, 5, plenty)).toEqual([]);
      expect(await seqs(roomB)).toEqual([1]);
    });

    it('goes on numbering in a room of which nothing is left', async () => {
      await store.append([text(1), text(2)]);
      expect(await store.removeBelow(roomA, 99, 99)).toBe(3);
      await reopen();
      expect(await store.floors([roomA])).toEqual([3]);
      expect(await seqs()).toEqual([]);
      expect(await store.append([text(3)])).toMatchObject([{ outcome: 'stored', seq: 3 }]);
      expect(await seqs()).toEqual([3]);
    });

    it('knows the ids of what was removed: the first answer, a conflict, and nothing twice', async () => {
      const [first] = await store.append([text(1), text(2), edit(3, 1)]);
      await store.removeBelow(roomA, 3, 99);
      await reopen();
      expect(await store.append([text(1)])).toEqual([{ ...first, outcome: 'known' }]);
      expect(await store.append([edit(1, 2)])).toEqual([{ outcome: 'conflict' }]);
      expect(await store.append([text(1, { author: 'another' as UserId })])).toMatchObject([
        { outcome: 'stored', seq: 4 },
      ]);
      expect(await seqs()).toEqual([3, 4]);
    });

    it('takes no aim at what was removed, also in the same call, and keeps aims at what is left', async () => {
      await store.append([text(1), text(2), edit(3, 1), edit(4, 2)]);
      await store.removeBelow(roomA, 2, 99);
      const removed = { outcome: 'bad-target', why: 'removed' };
      expect(await store.append([edit(10, 1), retract(11, 1)])).toEqual([removed, removed]);
      expect(await store.readAims(roomA, 1, 9)).toMatchObject([{ target: 2, by: { seq: 4 } }]);
      const [floor, results] = await Promise.all([
        store.removeBelow(roomA, 3, 99),
        store.append([retract(12, 2), text(13)]),
      ]);
      expect(floor).toBe(3);
      expect(results).toMatchObject([removed, { outcome: 'stored', seq: 5 }]);
      await reopen();
      expect(await store.readAims(roomA, 1, 9)).toEqual([]);
      expect(await seqs()).toEqual([3, 4, 5]);
    });

    it('removes what the same batch stores only where it is asked to', async () => {
      const [results, floor, more] = await Promise.all([
        store.append([text(1), text(2)]),
        store.removeBelow(roomA, 2, 99),
        store.append([text(3)]),
      ]);
      expect([results, more].flat()).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
      expect(floor).toBe(2);
      expect(await seqs()).toEqual([2, 3]);
    });
  });
}
