import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeMarks } from '../../src/protocol/marks';
import { decodeUserChange } from '../../src/protocol/user-change';
import type { SessionRecord } from '../application';
import { createMemoryData } from '../store/memory-store';
import { createFakeSession, openTestChat, textEntry } from './chat-fakes';

const session = (clientId: string, expiresAtMs: number | undefined): SessionRecord => ({
  user: 'ann',
  clientId,
  device: clientId,
  expiresAtMs,
  sessionExpirySec: 3600,
  nextPacketId: 7,
  subscriptions: [{ filter: 'room/x', qos: 1, noLocal: true, cursor: 3 }],
});

const somebody = { user: 'somebody', device: 'some-device' };

describe('chat', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('puts the epoch on CONNACK, and the largest payload when it is not the usual one', async () => {
    const usual = await openTestChat();
    const told = { epoch: usual.store.epoch };
    expect(usual.application.connackProperties(somebody)).toEqual(told);
    const root = await usual.join('Root');
    expect(usual.application.connackProperties(root.principal)).toEqual({ ...told, admin: '1' });
    const ann = await usual.join('Ann');
    expect(usual.application.connackProperties(ann.principal)).toEqual(told);
    const small = await openTestChat({ maxPayloadBytes: 4096 });
    expect(small.application.connackProperties(somebody)).toEqual({
      epoch: small.store.epoch,
      payload: '4096',
    });
  });

  it('raises marks to the head at most, tells the person’s other devices what is read, and writes them down', async () => {
    const chat = await openTestChat();
    const { application, fanOut, store } = chat;
    const ann = await chat.join('Ann');
    const bob = await chat.join('Bob');
    const room = await chat.lobby();
    for (const n of [1, 2, 3]) await chat.send(bob, room, textEntry(n));
    const key = `${room}/${ann.signedIn.user}`;
    const mark = (read: number, delivered: number) =>
      application.publish(ann, `room/${room}/marks`, encodeMarks({ read, delivered }));
    const told = () =>
      fanOut.signals.flatMap(({ topic, payload }) =>
        topic.startsWith('user/') ? [decodeUserChange(payload)] : [],
      );

    expect(await mark(0, 3)).toEqual({});
    expect(told()).toEqual([]);
    await mark(2, 1);
    await mark(1, 1);
    expect(told()).toEqual([{ change: 'read', room, read: 2 }]);
    expect(fanOut.signals[0]).toMatchObject({
      topic: `user/${ann.signedIn.user}`,
      except: ann.clientId,
    });
    expect(await store.get('marks', key)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await store.get('marks', key)).toEqual({ read: 2, delivered: 3 });

    await mark(99, 99);
    expect(told().at(-1)).toEqual({ change: 'read', room, read: 3 });
    await chat.close();
    expect(await store.get('marks', key)).toEqual({ read: 3, delivered: 3 });

    const after = await openTestChat({ data: chat.data });
    const second = after.connect(createFakeSession(ann.signedIn.user, 'second'));
    expect(await after.ask(second, 'sync', { cursors: [], open: undefined })).toMatchObject({
      rooms: [{ room, read: 3 }],
    });
  });

  it('keeps marks that could not be written for the next time', async () => {
    const chat = await openTestChat();
    const ann = await chat.join('Ann');
    const room = await chat.lobby();
    await chat.send(ann, room, textEntry(1));
    await chat.application.publish(ann, `room/${room}/marks`, encodeMarks({ read: 1, delivered: 1 }));
    chat.data.failing = true;
    await vi.advanceTimersByTimeAsync(3000);
    chat.data.failing = false;
    await chat.close();
    expect(await chat.store.get('marks', `${room}/${ann.signedIn.user}`)).toEqual({ read: 1, delivered: 1 });
  });

  it('refuses marks that are none', async () => {
    const chat = await openTestChat();
    const ann = await chat.join('Ann');
    const topic = `room/${await chat.lobby()}/marks`;
    expect(await chat.application.publish(ann, topic, textEntry(1))).toMatchObject({
      refused: 'payload-invalid',
    });
  });

  it('saves, loads and removes sessions', async () => {
    const { application } = await openTestChat();
    await application.saveSessions([session('one', 5), session('two', undefined)]);
    expect(await application.loadSession('ann', 'two')).toEqual(session('two', undefined));
    await application.removeSession('ann', 'two');
    expect(await application.loadSession('ann', 'two')).toBeUndefined();
    expect(await application.loadSession('ann', 'one')).toEqual(session('one', 5));
  });

  it('sweeps expired sessions at the start and every hour, and those that a crash left connected in their time', async () => {
    const data = createMemoryData();
    const time = { nowMs: 1_790_000_000_000 };
    const before = await openTestChat({ data, time });
    await before.application.saveSessions([
      session('expired', time.nowMs),
      session('soon', time.nowMs + 1_800_000),
      session('later', time.nowMs + 9_000_000),
      session('was connected', undefined),
    ]);
    await before.close();
    const chat = await openTestChat({ data, time });
    const left = async () => (await chat.store.list('session')).map(([key]) => key);
    expect(await left()).toEqual(['ann/later', 'ann/soon', 'ann/was connected']);
    const passHour = async () => {
      time.nowMs += 3_600_000;
      await vi.advanceTimersByTimeAsync(3_600_000);
    };
    await passHour();
    expect(await left()).toEqual(['ann/later']);
    await chat.close();
    await passHour();
    await passHour();
    expect(await left()).toEqual(['ann/later']);
  });

  it('knows its devices also while the store cannot be read', async () => {
    const { application, store, join } = await openTestChat();
    const { principal, signedIn } = await join('Ann');
    await store.close();
    const login = (token: string) =>
      application.authenticate({
        clientId: 'c',
        username: 'Ann',
        password: new TextEncoder().encode(token),
      });
    expect(await login(signedIn.token)).toEqual(principal);
    expect(await login('another token')).toMatchObject({ refused: 'not-authorized' });
  });
});
