import { beforeEach, describe, expect, it } from 'vitest';
import { roomA } from '../db/fake-disk';
import { settle } from '../platform/fake-clock';
import { decodeAsk, encodeAnswer, encodeAskError } from '../protocol/ask';
import { encodePayload } from '../protocol/payload';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import { createAsker, type Asker } from './asker';

let asker: Asker;
beforeEach(() => {
  asker = createAsker();
});

const connect = (): LinkPeer => {
  const { connection, peer } = createFakeConnection({
    ...quietEvents,
    message: async (_topic, payload) => asker.answered(payload),
    closed: () => asker.lost(),
  });
  asker.connected(connection);
  return peer;
};
const asks = (peer: LinkPeer) => peer.published.map(({ payload }) => decodeAsk(payload)!);
const publicRooms = [{ room: roomA, name: 'A', members: 3 }];
const answerRooms = (peer: LinkPeer, n: number) => peer.push('answer', encodeAnswer(n, 'rooms', publicRooms));
const never = new AbortController().signal;

describe('asking once', () => {
  it('gives each question its own answer, in whatever order they come', async () => {
    const peer = connect();
    const rooms = asker.ask('rooms', undefined);
    const open = asker.ask('open', { room: roomA });
    const [first, second] = asks(peer);
    expect([first, second]).toMatchObject([{ method: 'rooms' }, { method: 'open', params: { room: roomA } }]);
    expect(first!.n).not.toBe(second!.n);
    peer.push('answer', encodeAnswer(second!.n, 'open', undefined));
    answerRooms(peer, first!.n);
    expect(await open).toEqual({ outcome: 'answered', value: undefined });
    expect(await rooms).toEqual({ outcome: 'answered', value: publicRooms });
  });

  it('takes the first part of an answer before the rest, and settles with the rest', async () => {
    const peer = connect();
    const parts: unknown[] = [];
    const row = { room: roomA, name: 'A', visibility: 'public', head: 300, read: 7 } as const;
    const first = { outcome: 'differs', rooms: [row], gone: [] } as const;
    const answer = asker.ask(
      'sync',
      { cursors: [], open: undefined },
      { rows: 12, take: (part) => parts.push(part) },
    );
    const [asked] = asks(peer);
    expect(asked).toMatchObject({ firstRows: 12 });
    peer.push('answer', encodeAnswer(asked!.n, 'sync', first, 'more'));
    await settle();
    expect(parts).toEqual([first]);
    expect(asker.unansweredBytes()).toBeGreaterThan(0);
    peer.push('answer', encodeAnswer(asked!.n, 'sync', { outcome: 'same' }));
    expect(await answer).toEqual({ outcome: 'answered', value: { outcome: 'same' } });
    expect(parts).toHaveLength(1);
  });

  it('hands the broker’s no over in words', async () => {
    const peer = connect();
    const answer = asker.ask('join', { room: roomA });
    peer.push(
      'answer',
      encodeAskError(asks(peer)[0]!.n, { code: 'no-room', text: 'There is no such room.' }),
    );
    expect(await answer).toEqual({ outcome: 'refused', code: 'no-room', text: 'There is no such room.' });
  });

  it('is lost without a connection, and when it dies first', async () => {
    expect(await asker.ask('rooms', undefined)).toEqual({ outcome: 'lost' });
    const peer = connect();
    const answer = asker.ask('rooms', undefined);
    peer.cut();
    expect(await answer).toEqual({ outcome: 'lost' });
    expect(await asker.ask('rooms', undefined)).toEqual({ outcome: 'lost' });
  });

  it('does not take the answer of an earlier connection, nor noise, for its own', async () => {
    const first = connect();
    void asker.ask('rooms', undefined);
    const old = asks(first)[0]!.n;
    first.cut();
    const second = connect();
    let answered = false;
    const answer = asker.ask('rooms', undefined).then((outcome) => {
      answered = true;
      return outcome;
    });
    answerRooms(second, old);
    second.push('answer', new Uint8Array([1, 2, 3]));
    await settle();
    expect(answered).toBe(false);
    answerRooms(second, asks(second)[0]!.n);
    expect(await answer).toMatchObject({ outcome: 'answered' });
  });

  it('says so when it cannot read what was answered', async () => {
    const peer = connect();
    const answer = asker.ask('rooms', undefined);
    peer.push('answer', encodePayload([1, asks(peer)[0]!.n, null, 'from the future']));
    expect(await answer).toMatchObject({ outcome: 'refused', code: 'bad-answer' });
  });
});

describe('asking until there is an answer', () => {
  it('waits for a connection, and asks again over as many as it takes', async () => {
    const answer = asker.askUntilAnswered('rooms', undefined, never);
    for (let i = 0; i < 3; i++) {
      const peer = connect();
      await settle();
      expect(asks(peer)).toMatchObject([{ method: 'rooms' }]);
      peer.cut();
    }
    const last = connect();
    await settle();
    answerRooms(last, asks(last)[0]!.n);
    expect(await answer).toEqual({ outcome: 'answered', value: publicRooms });
  });

  it('takes a no for an answer', async () => {
    const peer = connect();
    const answer = asker.askUntilAnswered('join', { room: roomA }, never);
    await settle();
    peer.push('answer', encodeAskError(asks(peer)[0]!.n, { code: 'no', text: 'No.' }));
    expect(await answer).toMatchObject({ outcome: 'refused' });
    expect(peer.published).toHaveLength(1);
  });

  it.each(['before it begins', 'while it waits for a connection', 'while it waits for the answer'])(
    'is lost when it is aborted %s',
    async (when) => {
      const abort = new AbortController();
      if (when === 'before it begins') abort.abort();
      if (when === 'while it waits for the answer') connect();
      const answer = asker.askUntilAnswered('rooms', undefined, abort.signal);
      await settle();
      abort.abort();
      expect(await answer).toEqual({ outcome: 'lost' });
    },
  );
});

it('asks a new session only when it brings answers', async () => {
  const { connection, peer } = createFakeConnection({
    ...quietEvents,
    message: async (_topic, payload) => asker.answered(payload),
    closed: () => asker.lost(),
  });
  asker.connected(connection, false);
  const answer = asker.askUntilAnswered('rooms', undefined, never);
  await settle();
  expect(peer.published).toEqual([]);
  asker.hears();
  await settle();
  answerRooms(peer, asks(peer)[0]!.n);
  expect(await answer).toEqual({ outcome: 'answered', value: publicRooms });
});
