import { afterEach, describe, expect, it, vi } from 'vitest';
import { settle } from './fake-client';
import { createFakeBroker, holdTimers, numbered, numbersOf } from './fake-broker';

afterEach(() => {
  vi.useRealTimers();
});

describe('subscriptions', () => {
  it('begin at the head, and neither lose nor double what is appended while the head is asked for', async () => {
    const { application, connected } = createFakeBroker();
    application.write('room/a', ['old']);
    const alice = await connected('alice-laptop');
    let openGate = () => {};
    application.headsGate = new Promise((resolve) => {
      openGate = resolve;
    });
    await alice.subscribe(['room/a']);
    application.write('room/a', ['meanwhile']);
    openGate();
    await settle();
    expect(alice.texts()).toEqual(['meanwhile']);
    application.write('room/a', ['later']);
    await settle();
    expect(alice.texts()).toEqual(['meanwhile', 'later']);
  });

  it('keep their cursor when they are subscribed again', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    application.write('room/a', ['one']);
    await settle();
    await alice.subscribe(['room/a'], { nl: true });
    alice.cut();
    const again = await connected('alice-laptop');
    expect(again.texts()).toEqual(['one']);
  });

  it('are on disk before SUBACK, or are not granted', async () => {
    const { application, connected, errors } = createFakeBroker();
    const alice = await connected('alice-laptop');
    application.failSaves = true;
    expect(await alice.subscribe(['room/a', 'secret/x'])).toMatchObject({ granted: [0x83, 0x87] });
    expect(errors).toHaveLength(1);
    application.write('room/a', ['zero']);
    await settle();
    expect(alice.texts()).toEqual([]);
    application.failSaves = false;
    expect(await alice.subscribe(['room/a'])).toMatchObject({ granted: [1] });
    expect(application.records.get('anybody/alice-laptop')?.subscriptions).toHaveLength(1);
    application.write('room/a', ['one']);
    await settle();
    expect(alice.texts()).toEqual(['one']);
  });

  it('end with the right to them: a session comes back without', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a', 'room/b']);
    alice.cut();
    const { subscribe } = application;
    application.subscribe = (principal, filter) =>
      filter === 'room/a' ? { refused: 'not-authorized', reason: 'Left' } : subscribe(principal, filter);
    const again = await connected('alice-laptop');
    application.write('room/a', ['hidden']);
    application.write('room/b', ['shown']);
    await settle();
    expect(again.texts()).toEqual(['shown']);
  });
});

describe('subscriptions that the application ends', () => {
  it('get nothing from that instant, live and after coming back, for one person or for all', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const [ann, bo] = [
      await connected('anns-laptop', 5, { username: 'ann' }),
      await connected('bos-laptop', 5, { username: 'bo' }),
    ];
    for (const each of [ann, bo]) await each.subscribe(['room/a', 'room/b']);
    application.write('room/a', ['before']);
    mqtt.fanOut.endSubscriptions(['room/a', 'room/a/marks'], 'bo');
    application.write('room/a', ['after']);
    application.write('room/b', ['elsewhere']);
    await settle();
    expect(ann.texts()).toEqual(['before', 'after', 'elsewhere']);
    expect(bo.texts()).toEqual(['before', 'elsewhere']);
    bo.cut();
    const again = await connected('bos-laptop', 5, { username: 'bo' });
    application.write('room/a', ['later']);
    await settle();
    expect(again.texts()).not.toContain('later');
    mqtt.fanOut.endSubscriptions(['room/a']);
    application.write('room/a', ['to nobody']);
    await settle();
    expect(ann.texts()).not.toContain('to nobody');
  });

  it('push nothing that is being read for them, and begin nowhere when they end while the head is asked for', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.cut();
    application.write('room/a', numbered(3));
    let openGate = () => {};
    application.headsGate = new Promise((resolve) => {
      openGate = resolve;
    });
    const again = await connected('alice-laptop');
    mqtt.fanOut.endSubscriptions(['room/a'], 'anybody');
    openGate();
    await settle();
    expect(again.texts()).toEqual([]);
    await again.subscribe(['room/a']);
    application.write('room/a', ['fresh']);
    await settle();
    expect(again.texts()).toEqual(['fresh']);
  });
});

describe('the life of a session', () => {
  it('ends when its expiry has passed since the connection ended', async () => {
    holdTimers();
    const { connected, client, passTime } = createFakeBroker();
    const alice = await connected('alice-laptop', 5, { properties: { sessionExpiryInterval: 100 } });
    passTime(20_000);
    await alice.subscribe(['room/a']);
    alice.cut();
    passTime(99_000);
    const inTime = client();
    const wanted = { properties: { sessionExpiryInterval: 100 } };
    expect(await inTime.connect(wanted)).toMatchObject({ sessionPresent: true });
    inTime.cut();
    await settle();
    passTime(101_000);
    expect(await client().connect(wanted)).toMatchObject({ sessionPresent: false });
  });

  it('ends with the connection when no expiry was asked for', async () => {
    const { application, connected, client } = createFakeBroker();
    const alice = await connected('alice-laptop', 5, { properties: {} });
    await alice.subscribe(['room/a']);
    alice.cut();
    await settle();
    expect(application.records.size).toBe(0);
    expect(await client().connect()).toMatchObject({ sessionPresent: false });
  });

  it('ends with DISCONNECT when that sets the expiry to 0', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    expect(application.records.size).toBe(1);
    alice.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    await settle();
    expect(application.records.size).toBe(0);
  });

  it('ends when the application ends it, on disk too', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    mqtt.fanOut.endDevice('alice-laptop', 'session-ended', 'Signed out');
    await settle();
    expect(alice.packets.at(-1)).toMatchObject({
      cmd: 'disconnect',
      reasonCode: 0x87,
      properties: { reasonString: 'Signed out' },
    });
    expect(application.records.size).toBe(0);
    expect(application.handles).toEqual([]);
  });

  it('ends when the application ends it while its CONNECT is being answered', async () => {
    const { application, mqtt, connected, client } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    alice.cut();
    application.headsGate = new Promise(() => {});
    const again = client();
    await again.connect();
    mqtt.fanOut.endDevice('alice-laptop', 'session-ended', 'Signed out');
    await settle();
    expect(again.packets).toMatchObject([{ cmd: 'connack', reasonCode: 0x87 }]);
    expect(application.records.size).toBe(0);
    expect(application.handles).toEqual([]);
  });

  it('stays when only the connection is ended by the application', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    await alice.subscribe(['room/a']);
    application.handles[0]?.end('administrative', 'Moving');
    await settle();
    expect(alice.packets.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x98 });
    expect(application.records.size).toBe(1);
  });

  it('has its moved cursors saved every few seconds', async () => {
    holdTimers();
    const { application, connected, passTime } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.autoAck();
    await alice.subscribe(['room/a']);
    application.write('room/a', numbered(5));
    await settle();
    expect(application.records.get('anybody/alice-laptop')?.subscriptions[0]?.cursor).toBe(0);
    passTime(5000);
    await settle();
    expect(application.records.get('anybody/alice-laptop')).toMatchObject({
      expiresAtMs: undefined,
      subscriptions: [{ filter: 'room/a', qos: 1, noLocal: false, cursor: 5 }],
    });
  });

  it('is saved when the broker closes, and its client is told', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.autoAck();
    await alice.subscribe(['room/a']);
    application.write('room/a', numbered(5));
    await settle();
    await mqtt.close();
    expect(alice.packets.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x8b });
    expect(application.records.get('anybody/alice-laptop')?.subscriptions[0]?.cursor).toBe(5);
    expect(mqtt.connections()).toBe(0);
  });

  it('goes to the latest of several CONNECTs that are answered at the same time', async () => {
    const { application, mqtt, client } = createFakeBroker();
    const clients = [client(), client(), client()];
    await Promise.all(clients.map((each) => each.connect()));
    expect(clients.map((each) => each.isClosed())).toEqual([true, true, false]);
    expect(application.handles).toHaveLength(1);
    expect(mqtt.connections()).toBe(1);
  });
});

describe('a session that is full of what is not acknowledged', () => {
  it('still gets all that it missed at QoS 0', async () => {
    const { application, connected } = createFakeBroker();
    const first = await connected('alice-laptop');
    await first.subscribe(['room/a']);
    await first.subscribe(['room/b'], { qos: 0 });
    first.cut();
    application.write('room/a', ['one']);
    application.write('room/b', numbered(3));
    const again = await connected('alice-laptop', 5, {
      properties: { sessionExpiryInterval: 3600, receiveMaximum: 1 },
    });
    await settle();
    expect(again.texts('room/a')).toEqual(['one']);
    expect(numbersOf(again.texts('room/b'))).toEqual([1, 2, 3]);
  });
});
