// What any store must do, whatever it is made of: the suite that every implementation runs.
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { appendRequest, author, edit, entryId, retract, roomA, text } from './entry-requests';
import { maxAims, type AppendRequest, type Store } from './store';
import { plenty, roomB, seqsOf, storeFolder, type OpenStore } from './store-folder';

export function storeContract(name: string, openStore: OpenStore): void {
  describe(`${name} keeps the contract of a store`, () => {
    const folder = storeFolder(openStore);
    let store: Store;

    beforeEach(async () => {
      store = await folder.open();
    });

    const reopen = async () => {
      store = await folder.reopen();
    };
    /** What the entries of room A say: a text, nil, or what kind of change it is. */
    const bodies = async () =>
      (await store.readForward(roomA, 1, Number.MAX_SAFE_INTEGER, { ...plenty, maxEntries: 5000 })).map(
        ({ payload }) => {
          const entry = decodeEntry(payload, payload.length);
          if (!entry || entry.body === null) return entry?.body;
          if (entry.kind === entryKind.text) return entry.body;
          return entry.kind === entryKind.edit ? 'edit' : 'retract';
        },
      );
    const seqs = (room = roomA) => seqsOf(store, room);

    it('numbers the entries of each room from 1 without a gap', async () => {
      const results = await store.append([
        appendRequest(1),
        appendRequest(2, { room: roomB }),
        appendRequest(3),
      ]);
      expect(results).toMatchObject([
        { outcome: 'stored', seq: 1 },
        { outcome: 'stored', seq: 1 },
        { outcome: 'stored', seq: 2 },
      ]);
      expect(await store.heads([roomA, roomB, 'nowhere' as RoomId])).toEqual([2, 1, 0]);
    });

    it('answers calls in the order in which they were made', async () => {
      const answered: number[] = [];
      await Promise.all(
        [1, 2, 3, 4, 5].map(async (n) => {
          const [result] = await store.append([appendRequest(n)]);
          if (result?.outcome === 'stored') answered.push(result.seq);
        }),
      );
      expect(answered).toEqual([1, 2, 3, 4, 5]);
    });

    it('gives a known id the answer of its first time, also within one call and after reopening', async () => {
      const [first, again] = await store.append([appendRequest(1), appendRequest(1)]);
      expect(first).toMatchObject({ outcome: 'stored', seq: 1 });
      expect(again).toEqual({ ...first, outcome: 'known' });
      await store.append([appendRequest(2)]);
      await reopen();
      expect(await store.append([appendRequest(1)])).toEqual([again]);
      expect(await seqs()).toEqual([1, 2]);
    });

    it('tells an id that comes with other content', async () => {
      await store.append([appendRequest(1)]);
      expect(await store.append([appendRequest(1, { text: 'other words' })])).toEqual([
        { outcome: 'conflict' },
      ]);
      expect(await seqs()).toEqual([1]);
    });

    it('takes the same id from another author or in another room for another entry', async () => {
      const results = await store.append([
        appendRequest(1),
        appendRequest(1, { author: 'another' as UserId }),
        appendRequest(1, { room: roomB }),
      ]);
      expect(results.map((result) => result.outcome)).toEqual(['stored', 'stored', 'stored']);
    });

    it('tells where an entry is, by its id, also after it was removed', async () => {
      await store.append([text(1), text(2), text(2, { author: 'another' as UserId })]);
      expect(await store.seqOf(roomA, entryId(2))).toBe(2);
      expect(await store.seqOf(roomB, entryId(2))).toBeUndefined();
      expect(await store.seqOf(roomA, entryId(9))).toBeUndefined();
      await store.removeBelow(roomA, 2, 9);
      await reopen();
      expect(await store.seqOf(roomA, entryId(1))).toBe(1);
    });

    it('applies a refusal to a new id only, and the refused one may come again', async () => {
      const refusal = { refused: 'not-authorized', reason: 'Not yours.' } as const;
      await store.append([appendRequest(1)]);
      const results = await store.append([appendRequest(1, { refusal }), appendRequest(2, { refusal })]);
      expect(results).toMatchObject([
        { outcome: 'known', seq: 1 },
        { outcome: 'refused', refusal },
      ]);
      expect(await store.append([appendRequest(2)])).toMatchObject([{ outcome: 'stored', seq: 2 }]);
    });

    it('gives back what was appended, byte by byte, also after reopening', async () => {
      const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const [result] = await store.append([appendRequest(1, { payload, client: 'näme/+#' })]);
      await reopen();
      const [entry] = await store.readForward(roomA, 1, 1, plenty);
      expect(entry).toMatchObject({ seq: 1, author, client: 'näme/+#' });
      expect(result).toMatchObject({ ts: entry?.ts });
      expect([...(entry?.payload ?? [])]).toEqual([...payload]);
    });

    it('goes on numbering where it stopped after reopening, with the same epoch', async () => {
      const { epoch } = store;
      expect(epoch).toMatch(/^[A-Za-z0-9_-]{8}$/);
      await store.append([appendRequest(1), appendRequest(2)]);
      await reopen();
      expect(store.epoch).toBe(epoch);
      expect(await store.heads([roomA])).toEqual([2]);
      expect(await store.append([appendRequest(3)])).toMatchObject([{ outcome: 'stored', seq: 3 }]);
    });

    it('reads forward from the oldest and backward from the newest, both oldest first, within the limits', async () => {
      await store.append(Array.from({ length: 40 }, (_, n) => appendRequest(n, { text: 'ten bytes!' })));
      await store.append([appendRequest(99, { room: roomB })]);
      const forward = async (from: number, to: number, maxEntries: number, maxBytes: number) =>
        (await store.readForward(roomA, from, to, { maxEntries, maxBytes })).map((entry) => entry.seq);
      const backward = async (from: number, to: number, maxEntries: number, maxBytes: number) =>
        (await store.readBackward(roomA, from, to, { maxEntries, maxBytes })).map((entry) => entry.seq);

      expect(await forward(5, 30, 3, 1000)).toEqual([5, 6, 7]);
      expect(await forward(5, 30, 100, 25)).toEqual([5, 6]);
      expect(await forward(5, 30, 100, 1)).toEqual([5]);
      expect(await forward(39, 99, 100, 1000)).toEqual([39, 40]);
      expect(await forward(41, 99, 100, 1000)).toEqual([]);
      expect(await forward(0, 2, 100, 1000)).toEqual([1, 2]);
      expect(await backward(5, 30, 3, 1000)).toEqual([28, 29, 30]);
      expect(await backward(5, 30, 100, 25)).toEqual([29, 30]);
      expect(await backward(5, 30, 100, 1)).toEqual([30]);
      expect(await backward(38, 99, 100, 1000)).toEqual([38, 39, 40]);
      expect(await backward(9, 8, 100, 1000)).toEqual([]);
      expect(await backward(1, 17, 100, 1000)).toHaveLength(17);
    });

    it('puts, lists, replaces and deletes rows, also after reopening', async () => {
      await store.commit([
        { table: 'member', key: 'b/2', row: { sinceMs: 3 } },
        { table: 'member', key: 'a/1', row: { sinceMs: 1 } },
        { table: 'member', key: 'ab/1', row: { sinceMs: 4 } },
        { table: 'member', key: 'b/1', row: { sinceMs: 2 } },
        { table: 'marks', key: 'b/1', row: { read: 7, delivered: 8 } },
      ]);
      await store.commit([
        { table: 'member', key: 'b/2', row: { sinceMs: 5 } },
        { table: 'member', key: 'ab/1', row: undefined },
      ]);
      await reopen();
      expect(await store.list('member')).toEqual([
        ['a/1', { sinceMs: 1 }],
        ['b/1', { sinceMs: 2 }],
        ['b/2', { sinceMs: 5 }],
      ]);
      expect((await store.list('member', 'b/')).map(([key]) => key)).toEqual(['b/1', 'b/2']);
      expect(await store.get('marks', 'b/1')).toEqual({ read: 7, delivered: 8 });
      expect(await store.get('member', 'ab/1')).toBeUndefined();
    });

    it('keeps rows whose keys are names in any script apart', async () => {
      const names = ['ζωή', 'zoë', '名前', '😀', '\u{10ffff}x'];
      await store.commit(
        names.map((key) => ({ table: 'userName', key, row: { user: `user-${key.length}` as UserId } })),
      );
      expect((await store.list('userName')).map(([key]) => key).toSorted()).toEqual(names.toSorted());
      expect(await store.list('userName', '名')).toHaveLength(1);
    });

    it('writes nothing at all when a key that must be absent is there, in this call or in one just before it', async () => {
      const claim = (user: string) =>
        store.commit(
          [
            { table: 'userName', key: 'ann', row: { user: user as UserId } },
            { table: 'member', key: `lobby/${user}`, row: { sinceMs: 1 } },
          ],
          [{ table: 'userName', key: 'ann' }],
        );
      expect(await Promise.all([claim('first'), claim('second')])).toEqual([true, false]);
      expect(await claim('third')).toBe(false);
      expect(await store.get('userName', 'ann')).toEqual({ user: 'first' });
      expect(await store.list('member')).toHaveLength(1);
    });

    it('writes rows along with a new entry, and with no other', async () => {
      const member = (key: string, sinceMs: number) => ({ table: 'member', key, row: { sinceMs } }) as const;
      const refusal = { refused: 'not-authorized', reason: 'No.' } as const;
      await store.append([appendRequest(1, { changes: [member('a/1', 1), member('a/2', 2)] })]);
      const results = await store.append([
        appendRequest(1, { changes: [member('a/1', 8)] }),
        appendRequest(2, { changes: [member('a/1', 9)], refusal }),
        appendRequest(1, { changes: [member('a/1', 9)], text: 'other words' }),
        appendRequest(3, { changes: [{ table: 'member', key: 'a/2', row: undefined }, member('a/3', 3)] }),
      ]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['known', 'refused', 'conflict', 'stored']);
      await reopen();
      expect(await store.list('member')).toEqual([
        ['a/1', { sinceMs: 1 }],
        ['a/3', { sinceMs: 3 }],
      ]);
    });

    it('appends nothing and changes nothing when a row that must be absent is there, also in the same call', async () => {
      const roomName = { table: 'roomName', key: 'cave' } as const;
      const claim = (n: number, room: string): AppendRequest =>
        appendRequest(n, {
          room: room as RoomId,
          changes: [{ ...roomName, row: { room: room as RoomId } }],
          absent: [roomName],
        });
      const results = await store.append([claim(1, 'roomA'), claim(2, 'room-B'), claim(1, 'roomA')]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'taken', 'known']);
      expect(await store.append([claim(3, 'room-B')])).toEqual([{ outcome: 'taken' }]);
      expect(await store.get('roomName', 'cave')).toEqual({ room: 'roomA' });
      expect(await store.heads([roomA, roomB])).toEqual([1, 0]);
      // What an entry wrote, a commit finds, and the other way round.
      expect(await store.commit([{ ...roomName, row: { room: roomB } }], [roomName])).toBe(false);
      await store.commit([{ ...roomName, row: undefined }]);
      expect(await store.append([claim(4, 'room-B')])).toMatchObject([{ outcome: 'stored', seq: 1 }]);
    });

    it('keeps a session whose optional fields are undefined', async () => {
      const session = {
        user: 'u',
        clientId: 'c',
        device: undefined,
        expiresAtMs: undefined,
        sessionExpirySec: 0xffff_ffff,
        nextPacketId: 65_535,
        subscriptions: [
          { filter: 'answer', qos: 0, noLocal: false, cursor: undefined },
          { filter: 'room/a', qos: 1, noLocal: true, cursor: 12 },
        ],
      } as const;
      await store.commit([{ table: 'session', key: 'u/c', row: session }]);
      await reopen();
      expect(await store.get('session', 'u/c')).toEqual(session);
    });

    it('keeps what was aimed at an entry, and gives the last of it', async () => {
      await store.append([text(1), text(2), text(3), edit(4, 1), edit(5, 2), edit(6, 1)]);
      await reopen();
      const aims = (await store.readAims(roomA, 1, 6)).map(({ target, by }) => [target, by.seq]);
      expect(aims).toEqual([
        [1, 6],
        [2, 5],
      ]);
      expect(await store.readAims(roomA, 2, 99)).toMatchObject([{ target: 2, by: { seq: 5 } }]);
      expect(await store.readAims(roomA, 3, 6)).toEqual([]);
      expect(await store.readAims(roomB, 1, 6)).toEqual([]);
    });

    it('takes an aim only at a text by the same author in the same room, and says why not', async () => {
      await store.append([text(1), text(2, { author: 'another' as UserId }), text(3, { room: roomB })]);
      await store.append([edit(4, 1)]);
      const whys = async (...requests: AppendRequest[]) =>
        (await store.append(requests)).map((result) => ('why' in result ? result.why : result.outcome));
      expect(await whys(edit(10, 2), retract(11, 2))).toEqual(['not-yours', 'not-yours']);
      expect(await whys(edit(10, 3), edit(10, 99), retract(11, 99))).toEqual([
        'not-here',
        'not-here',
        'not-here',
      ]);
      expect(await whys(edit(10, 4), retract(11, 4))).toEqual(['not-text', 'not-text']);
      expect(await whys(edit(10, 1))).toEqual(['stored']);
      expect(await seqs()).toEqual([1, 2, 3, 4]);
    });

    it('sees targets and edits of the same call', async () => {
      const results = await store.append([text(1), edit(2, 1), retract(3, 1), edit(4, 1), retract(5, 1)]);
      expect(results).toMatchObject([
        { outcome: 'stored' },
        { outcome: 'stored' },
        { outcome: 'stored' },
        { outcome: 'bad-target', why: 'taken-back' },
        { outcome: 'stored', seq: 4 },
      ]);
      expect(await bodies()).toEqual([null, null, 'retract', 'retract']);
    });

    it('empties a message that is taken back, and its edits, but knows them still', async () => {
      const [first, second] = [text(1), edit(2, 1)];
      const before = await store.append([first, second]);
      await store.append([text(3), retract(4, 1)]);
      await reopen();
      expect(await bodies()).toEqual([null, null, 'text 3', 'retract']);
      expect(await store.append([first, second])).toEqual(
        before.map((result) => ({ ...result, outcome: 'known' })),
      );
      expect(await store.append([edit(5, 1)])).toEqual([{ outcome: 'bad-target', why: 'taken-back' }]);
      const [emptied] = await store.readForward(roomA, 1, 1, plenty);
      expect(emptied).toMatchObject({ seq: 1, author, client: 'device-one' });
    });

    it('applies a refusal before it looks at a target, and changes nothing then', async () => {
      const refusal = { refused: 'unavailable', reason: 'Later.' } as const;
      expect(await store.append([edit(2, 1, { refusal })])).toEqual([{ outcome: 'refused', refusal }]);
      await store.append([text(1)]);
      expect(await store.append([retract(2, 1, { refusal })])).toEqual([{ outcome: 'refused', refusal }]);
      expect(await bodies()).toEqual(['text 1']);
      expect(await store.readAims(roomA, 1, 9)).toEqual([]);
    });

    it('takes 1,000 edits of a message, and then a retract', async () => {
      await store.append([text(0), ...Array.from({ length: maxAims }, (_, n) => edit(n + 1, 0))]);
      const results = await store.append([edit(5000, 0), retract(5001, 0)]);
      expect(results).toMatchObject([{ outcome: 'bad-target', why: 'too-often' }, { outcome: 'stored' }]);
      expect(new Set((await bodies()).slice(0, -1))).toEqual(new Set([null]));
    });

    it('refuses to work when it is closed', async () => {
      await store.close();
      expect(await store.append([appendRequest(1)])).toMatchObject([{ outcome: 'failed' }]);
      await expect(store.heads([roomA])).rejects.toThrow('store');
      await expect(store.commit([])).rejects.toThrow('store');
      await expect(store.removeBelow(roomA, 2, 1)).rejects.toThrow('store');
    });
  });
}
