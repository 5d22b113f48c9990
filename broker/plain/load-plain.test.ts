import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../store/memory-store';
import { plainTables, type ChangeTable, type Tables } from '../store/tables';
import { loadPlain } from './load-plain';

const nowMs = 1_000_000;
const message: Tables['plainMessage'] = {
  topic: 'a',
  payload: Buffer.from('x'),
  qos: 2,
  retain: false,
  properties: Buffer.alloc(0),
  expiresAtMs: undefined,
};
const queued = (of: string | undefined): Tables['plainQueued'] => ({
  message: of,
  qos: 2,
  retain: false,
  ids: [],
  isRetained: false,
});
const session = (filters: readonly string[]): Tables['plainSession'] => ({
  device: 'd',
  expirySec: 60,
  expiresAtMs: undefined,
  sentUpTo: undefined,
  subscriptions: filters.map((filter) => ({
    filter,
    qos: 1,
    noLocal: false,
    retainAsPublished: false,
    id: undefined,
  })),
});

async function load(
  rows: readonly ChangeTable[],
  { signedOut, ended }: { signedOut?: string; ended?: string } = {},
) {
  const store = createMemoryStore({ clock: () => nowMs });
  await store.commit(rows);
  const limits = { maxMessages: 10, maxBytes: 1000 };
  const loaded = await loadPlain(store, limits, nowMs, {
    isSignedOut: ({ device }) => device === signedOut,
    hasSession: (user, clientId) => `${user}/${clientId}` !== ended,
  });
  return { store, loaded };
}

describe('what is kept of plain topics', () => {
  it('loses what belongs to nothing, and nothing else', async () => {
    const { store, loaded } = await load([
      { table: 'plainSession', key: 'ann/a/b', row: session(['a']) },
      { table: 'plainMessage', key: 'one', row: message },
      { table: 'plainMessage', key: 'unneeded', row: message },
      { table: 'plainQueued', key: 'ann/a/b/00000000000a', row: queued('one') },
      { table: 'plainQueued', key: 'ann/a/b/00000000000b', row: queued('no-more') },
      { table: 'plainQueued', key: 'ann/a/b/no-number', row: queued('one') },
      { table: 'plainQueued', key: 'ann/a/b/000000000009', row: queued(undefined) },
      { table: 'plainQueued', key: 'ann/a/00000000000a', row: queued('one') },
      { table: 'plainReceived', key: 'ann/a/b/7', row: {} },
      { table: 'plainReceived', key: 'bo/a/7', row: {} },
    ]);
    const [found] = loaded.sessions;
    expect([found?.user, found?.clientId, [...(found?.received.keys() ?? [])]]).toEqual(['ann', 'a/b', [7]]);
    expect([...(found?.waiting.keys() ?? [])]).toEqual([10]);
    expect([...(found?.sent.values() ?? [])]).toMatchObject([{ seq: 9, message: undefined }]);
    const keysOf = async (table: keyof Tables) => (await store.list(table)).map(([key]) => key);
    expect(await keysOf('plainMessage')).toEqual(['one']);
    expect(await keysOf('plainQueued')).toEqual(['ann/a/b/000000000009', 'ann/a/b/00000000000a']);
    expect(await keysOf('plainReceived')).toEqual(['ann/a/b/7']);
  });

  it('is nothing of a device that was signed out just before the broker died', async () => {
    const will = { message, device: 'd', delaySec: 0, dueAtMs: undefined };
    const others = { ...session(['a']), device: 'other' };
    const { store, loaded } = await load(
      [
        { table: 'plainSession', key: 'ann/a/b', row: session(['a']) },
        { table: 'plainSession', key: 'ann/c', row: others },
        { table: 'plainMessage', key: 'one', row: message },
        { table: 'plainQueued', key: 'ann/a/b/00000000000a', row: queued('one') },
        { table: 'plainReceived', key: 'ann/a/b/7', row: {} },
        { table: 'plainWill', key: 'ann/a/b', row: will },
        { table: 'plainWill', key: 'ann/c', row: { ...will, device: 'other' } },
      ],
      { signedOut: 'd' },
    );
    expect(loaded.sessions.map(({ key }) => key)).toEqual(['ann/c']);
    expect([...loaded.wills.keys()]).toEqual(['ann/c']);
    const left = await Promise.all(plainTables.map((table) => store.list(table)));
    expect(left.flat().map(([key]) => key)).toEqual(['ann/c', 'ann/c']);
  });

  it('is nothing of a session that ended just before the broker died, but its will', async () => {
    const { store, loaded } = await load(
      [
        { table: 'plainSession', key: 'ann/a/b', row: session(['a']) },
        { table: 'plainMessage', key: 'one', row: message },
        { table: 'plainQueued', key: 'ann/a/b/00000000000a', row: queued('one') },
        {
          table: 'plainWill',
          key: 'ann/a/b',
          row: { message, device: 'd', delaySec: 0, dueAtMs: undefined },
        },
      ],
      { ended: 'ann/a/b' },
    );
    expect([loaded.sessions, [...loaded.wills.keys()]]).toEqual([[], ['ann/a/b']]);
    const left = await Promise.all(plainTables.map((table) => store.list(table)));
    expect(left.flat()).toHaveLength(1);
  });

  it('ends as long after the start as its client said, where that was connected when the broker ended', async () => {
    const { store, loaded } = await load([{ table: 'plainSession', key: 'ann/a', row: session([]) }]);
    expect(loaded.sessions[0]?.expiresAtMs).toBe(nowMs + 60_000);
    expect(await store.get('plainSession', 'ann/a')).toMatchObject({ expiresAtMs: nowMs + 60_000 });
  });

  it('starts also with filters that are none', async () => {
    const filters = ['a/#', 'a#', '$share/+/a', '$share/g', '$share/g/a'];
    const { loaded } = await load([{ table: 'plainSession', key: 'ann/a', row: session(filters) }]);
    expect([...(loaded.sessions[0]?.subscriptions.keys() ?? [])]).toEqual(['a/#', '$share/g/a']);
  });
});
