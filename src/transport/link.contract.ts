// What any link must do: the suite that the link over MQTT.js and the fake one run.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quietEvents, type DialAnswer, type LinkPeer } from './fake-link';
import type { Connection, ConnectionEvents, DialRequest, Link } from './link';

/** A link and the broker it dials, whose every move is the test's. */
export interface LinkWorld {
  readonly link: Link;
  readonly request: DialRequest;
  /** For the dials from now on. */
  answerDials(answer: DialAnswer): void;
  /** The broker's end of each connection that was accepted. */
  readonly peers: readonly LinkPeer[];
  close(): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (payload: Uint8Array) => new TextDecoder().decode(payload);
const eventually = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { interval: 2, timeout: 5000 });
/** Long enough for what must not happen to have happened. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 20));

interface Commit {
  readonly topic: string;
  readonly text: string;
  finish(): void;
  fail(): void;
}

export function linkContract(name: string, open: () => Promise<LinkWorld>): void {
  describe(`${name} keeps the contract of a link`, () => {
    let world: LinkWorld;
    let events: ConnectionEvents;
    let closed: string[];
    let heard: number;
    let expected: number;
    let commits: Commit[];
    let abort: AbortController;

    beforeEach(async () => {
      world = await open();
      // Lists of their own for each test: a connection of the test before may end late.
      const closings: string[] = (closed = []);
      const begun: Commit[] = (commits = []);
      heard = 0;
      expected = 0;
      events = {
        ...quietEvents,
        message: (topic, payload) =>
          new Promise((resolve, reject) =>
            begun.push({
              topic,
              text: text(payload),
              finish: resolve,
              fail: () => reject(new Error('The disk is full.')),
            }),
          ),
        heard: () => heard++,
        expecting: () => expected++,
        closed: (why, reason) => closings.push(reason === undefined ? why : `${why}: ${reason}`),
      };
      abort = new AbortController();
    });
    afterEach(() => world.close());

    const dial = () => world.link.dial(world.request, events, abort.signal);
    const connect = async (
      answer: DialAnswer = { answer: 'accept' },
    ): Promise<{ connection: Connection; peer: LinkPeer }> => {
      world.answerDials(answer);
      const result = await dial();
      if (result.outcome !== 'connected') throw new Error(result.outcome);
      return { connection: result.connection, peer: world.peers.at(-1)! };
    };
    const commit = (index: number): Promise<Commit> =>
      eventually(() => {
        const found = commits[index];
        if (!found) throw new Error(`Commit ${index} has not begun.`);
        return found;
      });

    describe('dialing', () => {
      it('tells what the broker accepted with', async () => {
        const { connection } = await connect({
          answer: 'accept',
          sessionPresent: true,
          epoch: 'abcdefgh',
          maxPayloadBytes: 1000,
          isAdmin: true,
        });
        expect(connection).toMatchObject({
          sessionPresent: true,
          epoch: 'abcdefgh',
          maxPayloadBytes: 1000,
          isAdmin: true,
        });
        const plain = await connect({ answer: 'accept' });
        expect(plain.connection).toMatchObject({
          sessionPresent: false,
          epoch: undefined,
          maxPayloadBytes: 16 * 1024,
          isAdmin: false,
        });
      });

      it('tells a device that the broker does not know from a broker that is busy', async () => {
        world.answerDials({ answer: 'refuse', notAuthorized: true });
        expect(await dial()).toMatchObject({ outcome: 'refused', notAuthorized: true });
        world.answerDials({ answer: 'refuse', notAuthorized: false });
        expect(await dial()).toMatchObject({ outcome: 'refused', notAuthorized: false });
        expect(closed).toEqual([]);
      });

      it('says unreachable when nobody answers, and nothing of a connection', async () => {
        world.answerDials({ answer: 'unreachable' });
        expect(await dial()).toEqual({ outcome: 'unreachable' });
        expect(closed).toEqual([]);
      });

      it('ends a try that is aborted, before it begins and while it waits', async () => {
        world.answerDials({ answer: 'silence' });
        const waiting = dial();
        await aWhile();
        abort.abort();
        expect(await waiting).toEqual({ outcome: 'unreachable' });
        expect(await dial()).toEqual({ outcome: 'unreachable' });
        expect(world.peers).toEqual([]);
      });

      it('is not ended by an abort once it is connected', async () => {
        const { connection, peer } = await connect();
        abort.abort();
        await aWhile();
        expect([peer.over, closed]).toEqual([false, []]);
        connection.close();
      });
    });

    describe('publishing', () => {
      it('leaves in the order of the calls, many unanswered at a time', async () => {
        const { connection, peer } = await connect();
        const sent = Array.from({ length: 50 }, (_, i) => `message ${i}`);
        for (const each of sent) void connection.publish('room/a', bytes(each));
        await eventually(() => expect(peer.published).toHaveLength(50));
        expect(peer.published.map(({ payload }) => text(payload))).toEqual(sent);
        expect(peer.published[0]).toMatchObject({ topic: 'room/a', qos: 1 });
      });

      it('brings each its own answer: a receipt, a refusal in words for good, for now, or because it came too fast', async () => {
        const { connection, peer } = await connect();
        const answers = ['one', 'two', 'three', 'four', 'five'].map((each) =>
          connection.publish('room/a', bytes(each)),
        );
        await eventually(() => expect(peer.published).toHaveLength(5));
        const [one, two, three, four, five] = peer.published;
        four!.answer({ outcome: 'accepted', receipt: undefined });
        one!.answer({ outcome: 'accepted', receipt: '7 1800000000' });
        two!.answer({ outcome: 'refused', permanent: true, reason: 'You are not in this room.' });
        three!.answer({ outcome: 'refused', permanent: false, reason: 'The disk is full.' });
        five!.answer({ outcome: 'refused', permanent: false, tooFast: true, reason: 'Too fast.' });
        expect(await Promise.all(answers)).toEqual([
          { outcome: 'accepted', receipt: '7 1800000000' },
          { outcome: 'refused', permanent: true, reason: 'You are not in this room.' },
          { outcome: 'refused', permanent: false, reason: 'The disk is full.' },
          { outcome: 'accepted', receipt: undefined },
          { outcome: 'refused', permanent: false, tooFast: true, reason: 'Too fast.' },
        ]);
        expect([peer.over, closed]).toEqual([false, []]);
      });

      it('is lost when the link dies first, and at once when it is dead already', async () => {
        const { connection, peer } = await connect();
        const answers = [
          connection.publish('room/a', bytes('one')),
          connection.publish('room/a', bytes('two')),
        ];
        await eventually(() => expect(peer.published).toHaveLength(2));
        peer.published[0]!.answer({ outcome: 'accepted', receipt: '1 2' });
        expect(await answers[0]).toMatchObject({ outcome: 'accepted' });
        peer.cut();
        expect(await answers[1]).toEqual({ outcome: 'lost' });
        await eventually(() => expect(closed).toEqual(['lost']));
        expect(await connection.publish('room/a', bytes('three'))).toEqual({ outcome: 'lost' });
        connection.signal('ask', bytes('four'));
        await aWhile();
        expect(peer.published).toHaveLength(2);
      });

      it('signals without waiting for anything', async () => {
        const { connection, peer } = await connect();
        connection.signal('ask', bytes('who?'));
        await eventually(() => expect(peer.published).toHaveLength(1));
        expect(peer.published[0]).toMatchObject({ topic: 'ask', qos: 0 });
      });
    });

    describe('subscribing', () => {
      it('asks for all topics in one packet and tells which were refused', async () => {
        const { connection, peer } = await connect();
        const refused = connection.subscribe(['room/a', 'room/b', 'answer']);
        await eventually(() => expect(peer.subscribes).toHaveLength(1));
        expect(peer.subscribes[0]!.topics).toEqual(['room/a', 'room/b', 'answer']);
        peer.subscribes[0]!.answer(['room/b']);
        expect(await refused).toEqual(['room/b']);
        const all = connection.subscribe(['room/a']);
        await eventually(() => expect(peer.subscribes).toHaveLength(2));
        peer.subscribes[1]!.answer([]);
        expect(await all).toEqual([]);
      });

      it('takes subscriptions back', async () => {
        const { connection, peer } = await connect();
        connection.unsubscribe(['room/a/marks']);
        await eventually(() => expect(peer.unsubscribes).toEqual(['room/a/marks']));
      });

      it('gives nothing when the link dies first', async () => {
        const { connection, peer } = await connect();
        const refused = connection.subscribe(['room/a']);
        await eventually(() => expect(peer.subscribes).toHaveLength(1));
        peer.cut();
        expect(await refused).toBeUndefined();
        expect(await connection.subscribe(['room/a'])).toBeUndefined();
      });
    });

    describe('showing life', () => {
      it('counts what left and waits for an answer, and says when something does', async () => {
        const { connection, peer } = await connect();
        expect(connection.unansweredBytes()).toBe(0);
        for (const each of ['one', 'two']) void connection.publish('room/a', bytes(each));
        void connection.subscribe(['room/a']);
        await eventually(() => expect([peer.published.length, peer.subscribes.length]).toEqual([2, 1]));
        expect(connection.unansweredBytes()).toBeGreaterThanOrEqual(6);
        expect(expected).toBe(3);
        const before = heard;
        peer.published[0]!.answer({ outcome: 'accepted', receipt: '1 2' });
        peer.published[1]!.answer({ outcome: 'refused', permanent: false, reason: 'Not now.' });
        peer.subscribes[0]!.answer([]);
        await eventually(() => expect(connection.unansweredBytes()).toBe(0));
        expect(heard).toBeGreaterThan(before);
      });

      it('asks the smallest question there is', async () => {
        const { connection, peer } = await connect();
        connection.probe();
        await eventually(() => expect(peer.probes).toBe(1));
        expect(connection.unansweredBytes()).toBeGreaterThan(0);
        expect(expected).toBe(1);
        const before = heard;
        peer.answerProbes();
        await eventually(() => expect(heard).toBeGreaterThan(before));
        await eventually(() => expect(connection.unansweredBytes()).toBe(0));
      });

      it('asks nothing of a link that is dead', async () => {
        const { connection, peer } = await connect();
        peer.cut();
        await eventually(() => expect(closed).toEqual(['lost']));
        connection.probe();
        connection.unsubscribe(['room/a']);
        await aWhile();
        expect([peer.probes, peer.unsubscribes]).toEqual([0, []]);
      });
    });

    describe('receiving', () => {
      it('hands messages over one after another, and acknowledges each when it is kept', async () => {
        const { peer } = await connect();
        for (const each of ['one', 'two', 'three']) peer.push('room/a', bytes(each));
        expect(await commit(0)).toMatchObject({ topic: 'room/a', text: 'one' });
        await aWhile();
        expect([commits.length, peer.acknowledged]).toEqual([1, []]);
        commits[0]!.finish();
        (await commit(1)).finish();
        expect((await commit(2)).text).toBe('three');
        await eventually(() => expect(peer.acknowledged).toEqual([0, 1]));
        expect(heard).toBeGreaterThan(0);
      });

      it('drops the connection when a message could not be kept, and acknowledges neither it nor a later one', async () => {
        const { peer } = await connect();
        for (const each of ['one', 'two', 'three']) peer.push('room/a', bytes(each));
        (await commit(0)).finish();
        (await commit(1)).fail();
        await eventually(() => expect([closed, peer.over]).toEqual([['lost'], true]));
        await aWhile();
        expect([peer.acknowledged, commits.length]).toEqual([[0], 2]);
      });

      it('acknowledges nothing when the commit ends after the connection', async () => {
        const first = await connect();
        first.peer.push('room/a', bytes('one'));
        const late = await commit(0);
        first.peer.cut();
        await eventually(() => expect(closed).toEqual(['lost']));
        const second = await connect();
        second.peer.push('room/a', bytes('two'));
        await commit(1);
        late.finish();
        await aWhile();
        expect([first.peer.acknowledged, second.peer.acknowledged]).toEqual([[], []]);
        second.connection.close();
      });
    });

    describe('ending', () => {
      it('says once that it is over, and why', async () => {
        const first = await connect();
        first.peer.disconnect('taken-over');
        await eventually(() => expect(closed).toEqual(['taken-over']));
        const second = await connect();
        second.peer.disconnect('session-ended', 'Signed out.');
        await eventually(() => expect(closed).toEqual(['taken-over', 'session-ended: Signed out.']));
        first.peer.cut();
        second.peer.cut();
        await aWhile();
        expect(closed).toEqual(['taken-over', 'session-ended: Signed out.']);
      });

      it('says nothing when it was closed from here, and what is under way is lost', async () => {
        const { connection, peer } = await connect();
        const answer = connection.publish('room/a', bytes('one'));
        connection.close();
        expect(await answer).toEqual({ outcome: 'lost' });
        await eventually(() => expect(peer.over).toBe(true));
        await aWhile();
        expect(closed).toEqual([]);
      });
    });
  });
}
