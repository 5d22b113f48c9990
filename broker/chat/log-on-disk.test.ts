import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '../quiet-log';
import { decodeLogEntry } from '../../src/protocol/entry';
import { isRefusal, type SessionHandle } from '../application';
import { failingDatabase, type DiskSwitch } from '../store/failing-database';
import { openLevelStore } from '../store/level-store';
import type { Store } from '../store/store';
import { openTestChat, textEntry } from './chat-fakes';

describe('the log of a room on a real disk', () => {
  let dir: string;
  let store: Store;
  const disk: DiskSwitch = { failing: false };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'onebar-chat-'));
    disk.failing = false;
    store = await openLevelStore({
      path: dir,
      clock: Date.now,
      log: quietLog,
      openDatabase: failingDatabase(disk),
    });
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('keeps each device’s words in order and once, and tells them in order, while the disk is full now and then', async () => {
    const chat = await openTestChat({ store });
    const room = await chat.lobby();
    const sessions = [await chat.join('Ann'), await chat.join('Bob')];
    const texts = Array.from({ length: 60 }, (_, n) => n + 1);

    // Like an outbox: everything unanswered again and again, from the oldest on, many at a time.
    async function sendAll(session: SessionHandle): Promise<void> {
      let waiting = texts;
      while (waiting.length > 0) {
        const burst = waiting.slice(0, 16);
        const results = await Promise.all(burst.map((n) => chat.send(session, room, textEntry(n))));
        const refused = burst.filter((_, index) => isRefusal(results[index] ?? {}));
        waiting = [...refused, ...waiting.slice(burst.length)];
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }

    const trouble = setInterval(() => {
      disk.failing = !disk.failing;
    }, 15);
    await Promise.all(sessions.map(sendAll));
    clearInterval(trouble);

    const { records } = await chat.application.read(`room/${room}`, 0, { maxEntries: 1000, maxBytes: 1e6 });
    const entries = records.map(({ payload }) => decodeLogEntry(payload, 1000));
    for (const { signedIn } of sessions)
      expect(entries.filter((entry) => entry?.from === signedIn.user).map((entry) => entry?.body)).toEqual(
        texts.map((n) => `text ${n}`),
      );
    expect(chat.fanOut.appendedRecords.map(({ record }) => record)).toEqual(records);
  });
});
