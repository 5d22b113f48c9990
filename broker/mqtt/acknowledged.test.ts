// What the application hears of a session's PUBACKs.
import { expect, it } from 'vitest';
import { createFakeBroker, numbered } from './fake-broker';
import { settle, type FakeClient } from './fake-client';

const properties = { sessionExpiryInterval: 3600 };

async function subscribed(options: { qos?: 0 | 1; maximumPacketSize?: number } = {}) {
  const { maximumPacketSize } = options;
  const broker = createFakeBroker();
  const alice = await broker.connected('alice', 5, {
    properties: { ...properties, ...(maximumPacketSize !== undefined && { maximumPacketSize }) },
  });
  await alice.subscribe(['room/a', 'room/b'], { qos: options.qos ?? 1, nl: true });
  const { application } = broker;
  const heard = () => application.acknowledgements.splice(0);
  const ack = (...texts: string[]) => {
    for (const text of texts) alice.ack(publishOf(alice, text));
  };
  const write = async (topic: string, ...texts: string[]) => {
    application.write(topic, texts);
    await settle();
  };
  return { ...broker, alice, heard, ack, write };
}

const publishOf = (client: FakeClient, text: string) =>
  client.publishes().findLast(({ payload }) => payload.toString() === text)!;

it('tells once per tick and topic how far the device acknowledged without a gap', async () => {
  const { heard, ack, write } = await subscribed();
  await write('room/a', 'a1', 'a2', 'a3', 'a4');
  await write('room/b', 'b1');
  ack('a1', 'a2', 'b1', 'a4');
  expect(heard()).toEqual([]);
  await settle();
  expect(heard()).toEqual([
    ['alice', 'room/a', 0, 2],
    ['alice', 'room/b', 0, 1],
  ]);
  ack('a3');
  await settle();
  expect(heard()).toEqual([['alice', 'room/a', 2, 4]]);
});

it('counts what the device wrote itself, but not across a gap', async () => {
  const { application, heard, ack, write } = await subscribed();
  application.write('room/a', ['mine'], 'alice');
  await settle();
  expect(heard()).toEqual([['alice', 'room/a', 0, 1]]);
  await write('room/a', 'yours');
  application.write('room/a', ['mine too'], 'alice');
  await settle();
  expect(heard()).toEqual([]);
  ack('yours');
  await settle();
  expect(heard()).toEqual([['alice', 'room/a', 1, 3]]);
});

it('does not tell what a cursor was set over, but what was acknowledged before and behind it', async () => {
  const { application, heard, ack, write } = await subscribed();
  await write('room/a', ...numbered(6, 2));
  ack('1.', '2.', '6.');
  application.handles[0]?.setCursor('room/a', 4);
  expect(heard()).toEqual([['alice', 'room/a', 0, 2]]);
  ack('5.');
  await settle();
  expect(heard()).toEqual([['alice', 'room/a', 4, 6]]);
});

it('tells again what is pushed again after a cursor was set back', async () => {
  const { application, heard, ack, write } = await subscribed();
  await write('room/a', 'one', 'two');
  ack('one', 'two');
  await settle();
  heard();
  application.handles[0]?.setCursor('room/a', 1);
  await settle();
  ack('two');
  await settle();
  expect(heard()).toEqual([['alice', 'room/a', 1, 2]]);
});

it('tells what was acknowledged last before it says that the session is disconnected', async () => {
  const { application, alice, heard, ack, write } = await subscribed();
  const { disconnected } = application;
  let heardBefore: unknown;
  application.disconnected = (handle) => {
    heardBefore = heard();
    disconnected(handle);
  };
  await write('room/a', 'one');
  ack('one');
  alice.cut();
  await settle();
  expect(heardBefore).toEqual([['alice', 'room/a', 0, 1]]);
  expect(heard()).toEqual([]);
});

it('says nothing more of a topic once the device refused an entry, got one at QoS 0 or was spared one that is too long', async () => {
  const refusing = await subscribed();
  await refusing.write('room/a', 'one', 'two');
  const { messageId } = publishOf(refusing.alice, 'one');
  refusing.alice.send({ cmd: 'puback', messageId: messageId ?? 0, reasonCode: 0x83 });
  refusing.ack('two');

  const careless = await subscribed({ qos: 0 });
  await careless.write('room/a', 'one');

  const narrow = await subscribed({ maximumPacketSize: 60 });
  await narrow.write('room/a', 'long'.repeat(100), 'short');
  narrow.ack('short');

  await settle();
  expect([refusing, careless, narrow].flatMap(({ heard }) => heard())).toEqual([]);
});
