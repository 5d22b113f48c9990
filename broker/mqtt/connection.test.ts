import { afterEach, describe, expect, it, vi } from 'vitest';
import { settle } from './fake-client';
import { createFakeBroker, holdTimers, numbered } from './fake-broker';

afterEach(() => {
  vi.useRealTimers();
});

describe('a sender that is faster than its answers', () => {
  it('is not read while more than 256 of its PUBLISHes are unanswered', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    application.holdAnswers = true;
    for (let id = 1; id <= 300; id++) alice.publish('room/a', `${id}`, id);
    expect(application.published).toHaveLength(257);
    expect(alice.isPaused()).toBe(true);
    for (let index = 0; index < 50; index++) application.answer(index, {});
    await settle();
    expect(application.published).toHaveLength(300);
    expect(alice.isPaused()).toBe(false);
  });

  it('is not read while too much of all clients together is unanswered; then all go on, each in its turn', async () => {
    const { application, connected } = createFakeBroker({ maxUnansweredOfAll: 10 });
    const [alice, bob] = [await connected('alice'), await connected('bob')];
    application.holdAnswers = true;
    for (let id = 1; id <= 8; id++) for (const client of [alice, bob]) client.publish('room/a', `${id}`, id);
    expect(application.published).toHaveLength(10);
    expect([alice.isPaused(), bob.isPaused()]).toEqual([true, true]);
    const carol = await connected('carol');
    expect(carol.of('connack')).toHaveLength(1);
    for (let index = 0; index < 5; index++) application.answer(index, {});
    await settle();
    expect(application.published).toHaveLength(15);
    for (let index = 5; index < 16; index++) {
      application.answer(index, {});
      await settle();
    }
    for (const client of [alice, bob]) {
      expect(client.of('puback').map((packet) => packet.messageId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(client.isPaused()).toBe(false);
    }
  });

  it('is not read for as long as the application says, and nobody else because of it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    const { application, connected } = createFakeBroker();
    const [alice, bob] = [await connected('alice'), await connected('bob')];
    const taken: string[] = [];
    application.restMs = (what) => {
      taken.push(what);
      return what === 'message' && taken.length % 2 === 0 ? 200 : 0;
    };
    for (let id = 1; id <= 4; id++) alice.publish('room/a', `${id}`, id);
    expect([alice.isPaused(), application.published.length]).toEqual([true, 2]);
    application.restMs = () => 0;
    bob.publish('room/a', 'bob', 1);
    expect(application.published).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(199);
    expect(alice.isPaused()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect([alice.isPaused(), application.published.length]).toEqual([false, 5]);
    application.restMs = (what) => {
      taken.push(what);
      return 0;
    };
    taken.length = 0;
    alice.publish('room/a', 'signal');
    alice.send({ cmd: 'pingreq' });
    alice.send({ cmd: 'puback', messageId: 1 });
    alice.publish('room/a', '5', 5);
    expect(taken).toEqual(['ask', 'ask', 'other', 'message']);
  });

  it('is forgotten when it ends while it is not read', async () => {
    const { application, connected } = createFakeBroker({ maxUnansweredOfAll: 1 });
    const [alice, bob] = [await connected('alice'), await connected('bob')];
    application.holdAnswers = true;
    for (const client of [alice, bob]) for (const id of [1, 2]) client.publish('room/a', `${id}`, id);
    bob.cut();
    for (const index of [0, 1]) {
      application.answer(index, {});
      await settle();
    }
    expect(alice.of('puback')).toHaveLength(2);
    expect(application.published).toEqual(['room/a 1', 'room/a 2']);
  });

  it('is not taken for silent meanwhile', async () => {
    holdTimers();
    const { application, connected, passTime } = createFakeBroker();
    const alice = await connected('alice-laptop', 5, { keepalive: 10 });
    application.holdAnswers = true;
    for (let id = 1; id <= 300; id++) alice.publish('room/a', `${id}`, id);
    passTime(60_000);
    expect(alice.isClosed()).toBe(false);
  });
});

describe('limits', () => {
  it('ends a connection that is not accepted within ten seconds', async () => {
    holdTimers();
    const { client, passTime } = createFakeBroker();
    const silent = client();
    passTime(9000);
    expect(silent.isClosed()).toBe(false);
    passTime(1000);
    expect(silent.isClosed()).toBe(true);
  });

  it('refuses a CONNECT that declares more than 4 kB, at its header', () => {
    const { client, metrics } = createFakeBroker();
    const greedy = client();
    greedy.sendBytes(Buffer.from([0x10, 0xff, 0xff, 0x03]));
    expect(greedy.isClosed()).toBe(true);
    expect(metrics.limitsMet.packet_bytes).toBe(1);
  });

  it('refuses more than 4 kB on the network before CONNACK', async () => {
    const { client, application, metrics } = createFakeBroker();
    application.authenticate = () => new Promise(() => {});
    const greedy = client();
    void greedy.connect();
    greedy.sendBytes(Buffer.alloc(4096));
    await settle();
    expect(greedy.isClosed()).toBe(true);
    expect(greedy.packets).toMatchObject([{ cmd: 'connack', reasonCode: 0x95 }]);
    expect(metrics.limitsMet.connect_bytes).toBe(1);
  });

  it('refuses a packet that declares more than the largest payload and 1 kB, at its header', async () => {
    const { connected, metrics } = createFakeBroker({ maxPayloadBytes: 1000 });
    const alice = await connected('alice-laptop');
    alice.publish('room/a', 'x'.repeat(1900), 1);
    await settle();
    expect(alice.of('puback')).toHaveLength(1);
    alice.sendBytes(Buffer.from([0x32, 0xe9, 0x0f]));
    await settle();
    expect(alice.packets.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x95 });
    expect(alice.isClosed()).toBe(true);
    expect(metrics.limitsMet.packet_bytes).toBe(1);
  });
});

describe('a client that takes nothing', () => {
  it('is ended after a while, also when it goes on saying that it is there', async () => {
    holdTimers();
    const { application, connected, passTime, metrics } = createFakeBroker({ stalledReaderMs: 20_000 });
    const frozen = await connected('frozen');
    await frozen.subscribe(['room/a']);
    frozen.freeze();
    application.write('room/a', numbered(3));
    await settle();
    for (let second = 0; second < 21; second++) {
      frozen.send({ cmd: 'pingreq' });
      passTime(1000);
    }
    expect(frozen.isClosed()).toBe(true);
    expect(metrics.limitsMet.never_reads).toBe(1);
  });

  it('is not ended while what waits for it goes out, however slowly', async () => {
    holdTimers();
    const { application, connected, passTime } = createFakeBroker({ stalledReaderMs: 20_000 });
    const slow = await connected('slow', 5, { keepalive: 0 });
    await slow.subscribe(['room/a']);
    slow.freeze();
    application.write('room/a', numbered(3));
    await settle();
    for (let time = 0; time < 5; time++) {
      passTime(15_000);
      slow.thaw();
      slow.freeze();
      application.write('room/a', numbered(3));
      await settle();
    }
    expect(slow.isClosed()).toBe(false);
  });
});

describe('a session', () => {
  it.each([4, 5] as const)('has so many subscriptions and no more, in version %i', async (version) => {
    const { connected, metrics } = createFakeBroker({ maxSubscriptions: 2 });
    const alice = await connected('alice-laptop', version);
    const refused = version === 5 ? 0x97 : 0x80;
    expect(await alice.subscribe(['room/a', 'room/b', 'room/c'])).toMatchObject({ granted: [1, 1, refused] });
    // Those that are there may be asked for again.
    expect(await alice.subscribe(['room/b', 'room/d'])).toMatchObject({ granted: [1, refused] });
    expect(metrics.limitsMet.subscriptions).toBe(2);
  });
});

describe('one person', () => {
  it('has so many connections and no more, but always takes over their own session', async () => {
    const { connected, metrics } = createFakeBroker({ maxConnectionsPerUser: 2 });
    const [first, second] = [await connected('alice-1'), await connected('alice-2')];
    const third = await connected('alice-3');
    expect(third.of('connack')).toMatchObject([{ reasonCode: 0x97 }]);
    expect(third.isClosed()).toBe(true);
    expect((await connected('alice-1')).of('connack')).toMatchObject([{ reasonCode: 0 }]);
    expect([first, second].map((each) => each.isClosed())).toEqual([true, false]);
    second.cut();
    expect((await connected('alice-3')).of('connack')).toMatchObject([{ reasonCode: 0 }]);
    expect(metrics.limitsMet.connections_per_user).toBe(1);
    expect([...metrics.refusedConnects]).toEqual([['quota_exceeded', 1]]);
  });
});

describe('an exception in a handler', () => {
  it('ends that connection, is logged, and leaves the others alone', async () => {
    // What ends in an exception is not unanswered for ever.
    const { connected, errors } = createFakeBroker({ maxUnansweredOfAll: 1 });
    const unlucky = await connected('unlucky');
    const lucky = await connected('lucky');
    unlucky.publish('room/a', 'throw', 1);
    await settle();
    expect(unlucky.isClosed()).toBe(true);
    expect(errors).toEqual(['A connection of unlucky failed: Error: A bug in the application']);
    lucky.publish('room/a', 'fine', 1);
    await settle();
    expect(lucky.of('puback')).toHaveLength(1);
  });
});

describe('a session that cannot be read', () => {
  it('is asked for another time, by a client that is told so', async () => {
    const { application, connected, errors } = createFakeBroker();
    const { loadSession } = application;
    application.loadSession = () => Promise.reject(new Error('EIO'));
    const early = await connected('alice-laptop');
    expect(early.packets).toMatchObject([{ cmd: 'connack', reasonCode: 0x88 }]);
    expect(early.isClosed()).toBe(true);
    expect(errors).toEqual(['The session of alice-laptop could not be read: Error: EIO']);
    application.loadSession = loadSession;
    const alice = await connected('alice-laptop');
    expect(alice.of('connack')).toMatchObject([{ reasonCode: 0 }]);
  });
});

describe('writes', () => {
  it('join what one tick brings into one', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    const before = alice.writes.length;
    application.write('room/a', numbered(20));
    application.write('room/b', numbered(20));
    alice.send({ cmd: 'pingreq' });
    await settle();
    expect(alice.writes.length - before).toBe(1);
    expect(alice.publishes()).toHaveLength(40);
  });
});
