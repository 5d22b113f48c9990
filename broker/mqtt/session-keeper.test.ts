import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../application';
import { createFakeApplication } from './fake-application';
import { settle } from './fake-client';
import { createSessionKeeper } from './session-keeper';

const record = (clientId: string, nextPacketId = 1): SessionRecord => ({
  user: 'alice',
  clientId,
  device: clientId,
  expiresAtMs: undefined,
  sessionExpirySec: 60,
  nextPacketId,
  subscriptions: [],
});

function setUp() {
  const application = createFakeApplication();
  const batches: number[] = [];
  const { saveSessions } = application;
  application.saveSessions = async (records) => {
    batches.push(records.length);
    await saveSessions(records);
  };
  const errors: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (message: string) => errors.push(message) };
  return { application, batches, errors, keeper: createSessionKeeper({ application, log }) };
}

describe('the session keeper', () => {
  it('writes what comes during a write in one batch behind it', async () => {
    const { keeper, batches, application } = setUp();
    const first = keeper.save(record('a'));
    await Promise.resolve();
    await Promise.all([first, ...['b', 'c', 'd'].map((id) => keeper.save(record(id)))]);
    expect(batches).toEqual([1, 3]);
    expect(application.records.size).toBe(4);
  });

  it('reads what is still to be written or being written', async () => {
    const { keeper } = setUp();
    void keeper.save(record('a', 7));
    expect(await keeper.load('alice', 'a')).toMatchObject({ nextPacketId: 7 });
    void keeper.remove('alice', 'a');
    expect(await keeper.load('alice', 'a')).toBeUndefined();
    await settle();
    expect(await keeper.load('alice', 'a')).toBeUndefined();
  });

  it('says that a write failed, still knows what was to be written, and tries again', async () => {
    const { keeper, application, errors } = setUp();
    application.failSaves = true;
    expect(await keeper.save(record('a', 7))).toBe(false);
    expect(errors).toHaveLength(1);
    expect(await keeper.load('alice', 'a')).toMatchObject({ nextPacketId: 7 });
    application.failSaves = false;
    await keeper.flush();
    expect(application.records.get('alice/a')).toMatchObject({ nextPacketId: 7 });
  });

  it('does not let a failed write come back over a newer one', async () => {
    const { keeper, application } = setUp();
    application.failSaves = true;
    const failing = keeper.save(record('a', 1));
    await Promise.resolve();
    void keeper.save(record('a', 2));
    await failing;
    application.failSaves = false;
    await keeper.flush();
    await settle();
    expect(application.records.get('alice/a')).toMatchObject({ nextPacketId: 2 });
  });
});
