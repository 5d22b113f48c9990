// What any store must do with reactions; part of the suite that every implementation runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { author, entryId, reaction, retract, roomA, text } from './entry-requests';
import type { Store } from './store';

const roomB = 'room-B' as RoomId;
const bo = 'bo' as UserId;

/** As `storeContract`. */
export function reactionsContract(name: string, openStore: (dir: string) => Promise<Store>): void {
  describe(`${name} keeps the last reaction of each person to each message`, () => {
    let dir: string;
    let store: Store;

    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'onebar-store-'));
      store = await openStore(dir);
    });
    afterEach(async () => {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    });

    const reopen = async () => {
      await store.close();
      store = await openStore(dir);
    };
    const reactions = async (...targets: number[]) =>
      (await store.readReactions(roomA, targets.map(entryId))).map(({ target, by }) => [
        numberOf(target),
        by.author,
        by.seq,
      ]);

    it('gives those to the messages that are asked for, also after reopening, and also what takes one away', async () => {
      await store.append([text(1), text(2), text(3), reaction(10, 1), reaction(11, 2)]);
      await store.append([reaction(12, 1, { author: bo }), reaction(13, 1, { emoji: '' })]);
      await store.append([reaction(10, 1, { room: roomB })]);
      const expected = [
        [1, bo, 6],
        [1, author, 7],
        [2, author, 5],
      ];
      expect(await reactions(1, 2, 3)).toEqual(expected);
      await reopen();
      expect(await reactions(1, 2, 3)).toEqual(expected);
      expect(await reactions(2)).toEqual([[2, author, 5]]);
      expect(await reactions(99)).toEqual([]);
    });

    it('takes one to a message that is not there, and has it when that comes', async () => {
      const results = await store.append([reaction(10, 1), text(1), reaction(11, 2), text(2)]);
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(4).fill('stored'));
      expect(await reactions(1, 2)).toEqual([
        [1, author, 1],
        [2, author, 3],
      ]);
    });

    it('counts none that was known, refused or in conflict', async () => {
      await store.append([text(1), reaction(10, 1), reaction(11, 1, { author: bo })]);
      const refusal = { refused: 'unavailable', reason: 'Later.' } as const;
      const results = await store.append([
        reaction(10, 1),
        reaction(10, 1, { emoji: '❤️' }),
        reaction(12, 1, { refusal }),
      ]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['known', 'conflict', 'refused']);
      expect(await reactions(1)).toEqual([
        [1, author, 2],
        [1, bo, 3],
      ]);
    });

    it('takes no edit of one, and is not taken back', async () => {
      await store.append([text(1), reaction(10, 1)]);
      expect(await store.append([retract(11, 10)])).toEqual([{ outcome: 'bad-target', why: 'not-text' }]);
    });

    it('forgets those that are removed, and keeps the others, also in the same call', async () => {
      await store.append([text(1), text(2), reaction(10, 2), reaction(11, 2, { author: bo })]);
      const [floor, results] = await Promise.all([
        store.removeBelow(roomA, 4, 99),
        store.append([reaction(12, 1), text(13)]),
      ]);
      expect([floor, results.map(({ outcome }) => outcome)]).toEqual([4, ['stored', 'stored']]);
      const kept = [
        [2, bo, 4],
        [1, author, 5],
      ];
      expect(await reactions(2, 1)).toEqual(kept);
      await reopen();
      expect(await reactions(2, 1)).toEqual(kept);
      await store.removeBelow(roomA, 6, 99);
      expect(await reactions(2, 1)).toEqual([]);
      expect(await store.append([reaction(10, 2), reaction(14, 2)])).toMatchObject([
        { outcome: 'known', seq: 3 },
        { outcome: 'stored', seq: 7 },
      ]);
      expect(await reactions(2)).toEqual([[2, author, 7]]);
    });
  });
}

const numberOf = (id: EntryId): number => Number.parseInt(id.slice(-12), 16);
