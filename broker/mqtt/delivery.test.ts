import { describe, expect, it } from 'vitest';
import { settle } from './fake-client';
import { createFakeBroker, numbered, numbersOf, upTo } from './fake-broker';

describe('No Local', () => {
  it('does not send a client its own entries, and counts them as acknowledged', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a'], { nl: true });
    alice.publish('room/a', 'mine', 1);
    await settle();
    application.write('room/a', ['yours']);
    await settle();
    expect(alice.texts()).toEqual(['yours']);
    alice.cut();
    await settle();
    expect(application.records.get('anybody/alice-laptop')?.subscriptions[0]?.cursor).toBe(1);
  });

  it('does not let an own entry carry the cursor over one that is not acknowledged', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a'], { nl: true });
    application.write('room/a', ['yours']);
    application.write('room/a', ['mine'], 'alice-laptop');
    await settle();
    alice.cut();
    await settle();
    expect(application.records.get('anybody/alice-laptop')?.subscriptions[0]?.cursor).toBe(0);
  });

  it('sends own entries where No Local was not asked for', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.publish('room/a', 'mine', 1);
    await settle();
    expect(alice.texts()).toEqual(['mine']);
  });
});

describe('signals and answers', () => {
  it('go to those who subscribed, at QoS 0, and not to the one who is excepted', async () => {
    const { mqtt, application, connected } = createFakeBroker();
    const alice = await connected('alice', 5);
    const bob = await connected('bob', 4);
    const carol = await connected('carol', 4);
    for (const client of [alice, bob]) await client.subscribe(['user/x', 'answer']);
    mqtt.fanOut.signal('user/x', Buffer.from('hello'), 'alice');
    for (const handle of application.handles) handle.send('answer', Buffer.from(`for ${handle.clientId}`));
    await settle();
    expect([alice, bob, carol].map((client) => client.texts())).toEqual([
      ['for alice'],
      ['hello', 'for bob'],
      [],
    ]);
  });

  it('overtake entries that wait for the window', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'answer']);
    alice.cut();
    application.write('room/a', numbered(100, 1000));
    const again = await connected('alice-laptop');
    application.handles[0]?.send('answer', Buffer.from('answer'));
    again.publish('room/b', 'x', 5);
    await settle();
    expect(again.texts('room/a')).toHaveLength(16);
    expect(again.texts('answer')).toEqual(['answer']);
    expect(again.of('puback')).toHaveLength(1);
  });
});

describe('catching up', () => {
  it('has at most 16 kB unacknowledged, and comes to the end in order', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    alice.cut();
    application.write('room/a', numbered(200, 500));
    application.write('room/b', numbered(200, 500));

    const again = await connected('alice-laptop');
    const unacked = () => again.publishes().reduce((bytes, { payload }) => bytes + payload.length, 0);
    expect(unacked()).toBeGreaterThan(12 * 1024);
    expect(unacked()).toBeLessThanOrEqual(16 * 1024);
    again.autoAck();
    for (const packet of again.publishes()) again.ack(packet);
    for (let i = 0; i < 20; i++) await settle();
    expect(numbersOf(again.texts('room/a'))).toEqual(upTo(200));
    expect(numbersOf(again.texts('room/b'))).toEqual(upTo(200));
    // Half a window at a time, not one read for each PUBACK.
    expect(application.reads.length).toBeLessThan(40);
  });

  it('passes over what was removed meanwhile, and goes on behind it', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b', 'room/c']);
    application.write('room/a', numbered(2, 10));
    application.write('room/b', numbered(2, 10));
    await settle();
    for (const packet of alice.publishes()) alice.ack(packet);
    alice.cut();
    application.write('room/a', numbered(200, 500));
    application.write('room/b', numbered(8, 10));
    // Of one room the oldest are gone, of the other all there was.
    application.floors.set('room/a', 101);
    application.floors.set('room/b', 11);

    const again = await connected('alice-laptop');
    again.autoAck();
    for (const packet of again.publishes()) again.ack(packet);
    for (let i = 0; i < 20; i++) await settle();
    expect(again.texts('room/a')).toHaveLength(102);
    expect(again.texts('room/b')).toEqual([]);
    application.write('room/b', ['eleventh']);
    application.write('room/c', ['first']);
    await settle();
    expect(again.texts('room/b')).toEqual(['eleventh']);
    expect(again.texts('room/c')).toEqual(['first']);
    again.cut();
    await settle();
    const { subscriptions } = application.records.get('anybody/alice-laptop') ?? {};
    expect(subscriptions?.map(({ filter, cursor }) => [filter, cursor])).toEqual([
      ['room/a', 202],
      ['room/b', 11],
      ['room/c', 1],
    ]);
    // All of it is told as acknowledged: of what was removed there is nothing to miss.
    expect(application.acknowledgements.at(-1)?.slice(1)).toEqual(['room/c', 0, 1]);
  });

  it('pushes first the topics whose cursors are set first', async () => {
    const { application, connected } = createFakeBroker();
    application.awaitsSync = true;
    const topics = ['room/a', 'room/b', 'room/c'];
    const alice = await connected('alice-laptop');
    await alice.subscribe(topics);
    alice.cut();
    for (const topic of topics) application.write(topic, numbered(20, 1000));
    const again = await connected('alice-laptop');
    const [handle] = application.handles;
    expect(handle?.isHeld).toBe(true);
    for (const topic of ['room/c', 'room/a', 'room/b']) handle?.setCursor(topic, 19);
    handle?.release();
    await settle();
    expect(again.publishes().map(({ topic }) => topic)).toEqual(['room/c', 'room/a', 'room/b']);
    expect(handle?.isHeld).toBe(false);
  });

  it('sends an entry that is larger than the window when nothing else is unacknowledged', async () => {
    const { application, connected } = createFakeBroker({ catchUpWindowBytes: 100 });
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.cut();
    application.write('room/a', numbered(3, 500));
    const again = await connected('alice-laptop');
    expect(numbersOf(again.texts())).toEqual([1]);
    again.autoAck();
    again.ack(again.publishes()[0]!);
    await settle();
    expect(numbersOf(again.texts())).toEqual([1, 2, 3]);
  });

  it('pushes the first topic before the others', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    alice.cut();
    application.write('room/a', numbered(10, 1000));
    application.write('room/b', numbered(10, 1000));
    application.awaitsSync = true;
    const again = await connected('alice-laptop');
    application.handles[0]?.pushFirst('room/b');
    application.handles[0]?.release();
    await settle();
    expect(new Set(again.publishes().map(({ topic }) => topic))).toEqual(new Set(['room/b']));
    again.autoAck();
    for (const packet of again.publishes()) again.ack(packet);
    await settle();
    expect(again.publishes().map(({ topic }) => topic)).toEqual([
      ...Array<string>(10).fill('room/b'),
      ...Array<string>(10).fill('room/a'),
    ]);
  });

  it('holds a session that awaits sync when more than 16 kB wait, until it is released', async () => {
    const { application, connected } = createFakeBroker();
    application.awaitsSync = true;
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    alice.cut();
    application.write('room/a', numbered(9, 1000));
    application.write('room/b', numbered(9, 1000));
    const again = await connected('alice-laptop');
    expect([...application.handles[0]!.cursorsAtConnect]).toEqual([
      ['room/a', 0],
      ['room/b', 0],
    ]);
    application.write('room/b', ['10']);
    await settle();
    expect(again.texts()).toEqual([]);
    application.handles[0]?.setCursor('room/a', 9);
    application.handles[0]?.release();
    await settle();
    expect(again.texts('room/a')).toEqual([]);
    expect(numbersOf(again.texts('room/b'))).toEqual(upTo(10));
  });

  it('pushes at once to a session that awaits sync when at most 16 kB wait', async () => {
    const { application, connected } = createFakeBroker();
    application.awaitsSync = true;
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    alice.cut();
    application.write('room/a', numbered(8, 1000));
    application.write('room/b', numbered(7, 1000));
    const again = await connected('alice-laptop');
    expect(again.publishes()).toHaveLength(15);
  });

  it('repeats what the device says it does not hold', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.autoAck();
    await alice.subscribe(['room/a']);
    application.write('room/a', numbered(5));
    await settle();
    application.handles[0]?.setCursor('room/a', 2);
    await settle();
    expect(numbersOf(alice.texts())).toEqual([1, 2, 3, 4, 5, 3, 4, 5]);
  });

  it('follows a cursor that is set while the log is being read', async () => {
    const { application, connected, errors } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.cut();
    application.write('room/a', numbered(5));
    const { connected: tell } = application;
    application.connected = (handle) => {
      tell(handle);
      queueMicrotask(() => handle.setCursor('room/a', 3));
    };
    const again = await connected('alice-laptop');
    expect(errors).toEqual([]);
    expect(numbersOf(again.texts())).toEqual([4, 5]);
  });

  it('ends for a topic with its subscription', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.cut();
    application.write('room/a', numbered(100, 1000));
    const again = await connected('alice-laptop');
    const before = again.publishes().length;
    again.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['room/a'] });
    again.autoAck();
    await settle();
    for (const packet of again.publishes()) again.ack(packet);
    mqtt.fanOut.signal('room/a', Buffer.from('signal'));
    await settle();
    expect(again.publishes()).toHaveLength(before);
  });

  it('keeps to the receive maximum of the client', async () => {
    const { application, connected } = createFakeBroker();
    const properties = { receiveMaximum: 3, sessionExpiryInterval: 3600 };
    const alice = await connected('alice-laptop', 5, { properties });
    await alice.subscribe(['room/a']);
    application.write('room/a', numbered(10));
    await settle();
    expect(numbersOf(alice.texts())).toEqual([1, 2, 3]);
    alice.ack(alice.publishes()[1]!);
    await settle();
    expect(numbersOf(alice.texts())).toEqual([1, 2, 3, 4]);
    alice.autoAck();
    for (const index of [0, 2, 3]) alice.ack(alice.publishes()[index]!);
    await settle();
    expect(numbersOf(alice.texts())).toEqual(upTo(10));
  });

  it('leaves out what is longer than the client takes', async () => {
    const { application, connected } = createFakeBroker();
    const properties = { maximumPacketSize: 60, sessionExpiryInterval: 3600 };
    const alice = await connected('alice-laptop', 5, { properties });
    await alice.subscribe(['room/a']);
    application.write('room/a', ['short', 'long'.repeat(100), 'short again']);
    await settle();
    expect(alice.texts()).toEqual(['short', 'short again']);
  });
});

describe('a receiver that takes nothing', () => {
  it('is counted once it has as much waiting as may wait', async () => {
    const { application, connected, metrics } = createFakeBroker();
    const frozen = await connected('frozen');
    await frozen.subscribe(['room/a'], { qos: 0 });
    frozen.freeze();
    const met: number[] = [];
    for (let i = 0; i < 40; i++) {
      application.write('room/a', ['x'.repeat(10_000)]);
      await settle();
      met.push(metrics.limitsMet.unsent_bytes);
    }
    expect(met.slice(0, 26)).toEqual(Array.from({ length: 26 }, () => 0));
    expect(met.at(-1)).toBe(1);
  });

  it('does not stall the others, is not pushed beyond 256 kB, and goes on when it drains', async () => {
    const { application, connected } = createFakeBroker();
    const frozen = await connected('frozen');
    const lively = await connected('lively');
    for (const client of [frozen, lively]) {
      await client.subscribe(['room/a']);
      client.autoAck();
    }
    frozen.freeze();
    for (let i = 0; i < 100; i++) {
      application.write('room/a', [`${i + 1}`.padEnd(10_000, '.')]);
      await settle();
    }
    expect(numbersOf(lively.texts())).toEqual(upTo(100));
    expect(frozen.stream.bufferedBytes).toBeGreaterThan(200 * 1024);
    expect(frozen.stream.bufferedBytes).toBeLessThan(300 * 1024);
    expect(application.reads).toEqual([]);

    frozen.cut();
    const again = await connected('frozen');
    again.autoAck();
    for (const packet of again.publishes()) again.ack(packet);
    for (let i = 0; i < 20; i++) await settle();
    expect(numbersOf(again.texts())).toEqual(upTo(100));
  });

  it('is not sent more than 256 kB that it does not acknowledge, and goes on when it does', async () => {
    const { application, connected } = createFakeBroker();
    const silent = await connected('silent');
    await silent.subscribe(['room/a']);
    for (const text of numbered(100, 10_000)) {
      application.write('room/a', [text]);
      await settle();
    }
    expect(silent.texts()).toHaveLength(26);
    silent.autoAck();
    for (const packet of silent.publishes()) silent.ack(packet);
    for (let i = 0; i < 20; i++) await settle();
    expect(numbersOf(silent.texts())).toEqual(upTo(100));
  });

  it('goes on behind what it was sent when its socket drains', async () => {
    const { application, connected } = createFakeBroker();
    const slow = await connected('slow');
    await slow.subscribe(['room/a'], { qos: 0 });
    slow.freeze();
    const texts = numbered(100, 10_000);
    for (const text of texts) {
      application.write('room/a', [text]);
      await settle();
    }
    const lostInFreeze = slow.writes.length - 2;
    expect(lostInFreeze).toBeLessThan(30);
    slow.thaw();
    for (let i = 0; i < 10; i++) await settle();
    expect(numbersOf(slow.texts())).toEqual(upTo(100).slice(lostInFreeze));
  });

  it('loses signals instead of buffering them', async () => {
    const { mqtt, connected } = createFakeBroker();
    const frozen = await connected('frozen');
    await frozen.subscribe(['user/x']);
    frozen.freeze();
    for (let i = 0; i < 1000; i++) {
      mqtt.fanOut.signal('user/x', Buffer.alloc(1000));
      if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(frozen.stream.bufferedBytes).toBeLessThan(300 * 1024);
  });
});
