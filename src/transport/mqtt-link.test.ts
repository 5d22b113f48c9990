// The link over MQTT.js, whole and slim, against a broker that is a script.
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { quietEvents } from './fake-link';
import { linkContract } from './link.contract';
import { loadMqtt as loadWholeMqtt } from './load-mqtt';
import type { ConnectionEvents } from './link';
import { createMqttLink } from './mqtt-link';
import { openScriptedBroker } from './scripted-broker';
import { buildSlimMqtt } from './slim-mqtt/build-slim-mqtt';

const events = quietEvents;
const { mqtt: slimMqtt } = await buildSlimMqtt();

describe.each([
  { which: 'MQTT.js', loadMqtt: loadWholeMqtt },
  { which: 'slim MQTT.js', loadMqtt: () => Promise.resolve(slimMqtt) },
])('Over $which', ({ which, loadMqtt }) => {
  linkContract(`the link over ${which}`, () => openScriptedBroker(loadMqtt));

  it('connects as MQTT 5 with a session that outlives the connection, as the device, with its token', async () => {
    const broker = await openScriptedBroker(loadMqtt);
    const result = await broker.link.dial(broker.request, events, new AbortController().signal);
    expect(broker.connects[0]).toMatchObject({
      protocolVersion: 5,
      clean: false,
      clientId: 'device-1',
      username: 'ann',
      properties: { sessionExpiryInterval: 30 * 24 * 3600 },
    });
    expect(String(broker.connects[0]?.password)).toBe('secret');
    if (result.outcome === 'connected') result.connection.close();
    await broker.close();
  });

  it('names a topic once in a connection and direction, also when a publish was refused, and then calls it by its alias', async () => {
    const broker = await openScriptedBroker(loadMqtt);
    const heard: string[] = [];
    const hearing = { ...events, message: async (topic: string) => void heard.push(topic) };
    for (const number of [0, 1]) {
      const result = await broker.link.dial(broker.request, hearing, new AbortController().signal);
      if (result.outcome !== 'connected') throw new Error(result.outcome);
      const { connection } = result;
      const peer = broker.peers[number]!;
      const publish = (room: string) => connection.publish(room, new Uint8Array([1]));

      const refused = publish('room/a');
      await expect.poll(() => peer.published).toHaveLength(1);
      peer.published[0]?.answer({ outcome: 'refused', permanent: false, reason: 'No' });
      expect(await refused).toMatchObject({ outcome: 'refused' });
      for (const room of ['room/a', 'room/b', 'room/a']) void publish(room);
      await expect.poll(() => peer.published.map(({ topic }) => topic)).toHaveLength(4);
      expect(broker.namesUp.splice(0)).toEqual(['room/a', '', 'room/b', '']);
      expect(peer.published.map(({ topic }) => topic)).toEqual(['room/a', 'room/a', 'room/b', 'room/a']);

      for (const room of ['room/c', 'room/d', 'room/c']) peer.push(room, new Uint8Array([1]));
      await expect.poll(() => peer.acknowledged).toHaveLength(3);
      expect(broker.namesDown.splice(0)).toEqual(['room/c', 'room/d', '']);
      expect(heard.splice(0)).toEqual(['room/c', 'room/d', 'room/c']);
      connection.close();
    }
    await broker.close();
  });

  it('subscribes at QoS 1 with No Local, so that own words do not come back', async () => {
    const broker = await openScriptedBroker(loadMqtt);
    const result = await broker.link.dial(broker.request, events, new AbortController().signal);
    if (result.outcome !== 'connected') throw new Error(result.outcome);
    void result.connection.subscribe(['room/a', 'answer']);
    await expect
      .poll(() => broker.subscriptions)
      .toMatchObject([
        { topic: 'room/a', qos: 1, nl: true },
        { topic: 'answer', qos: 1, nl: true },
      ]);
    result.connection.close();
    await broker.close();
  });

  it('ends when a message cannot leave though the link lives, so that the next connection sends it', async () => {
    const mqtt = await loadMqtt();
    const broker = await openScriptedBroker(() =>
      Promise.resolve({
        connect(...dial: Parameters<typeof mqtt.connect>) {
          const client = mqtt.connect(...dial);
          client.publish = (...args: unknown[]) => {
            (args.at(-1) as (error: Error) => void)(new Error('There is no room for it'));
            return client;
          };
          return client;
        },
      }),
    );
    const ends: string[] = [];
    const hearing = { ...events, closed: (why: string) => void ends.push(why) };
    const result = await broker.link.dial(broker.request, hearing, new AbortController().signal);
    if (result.outcome !== 'connected') throw new Error(result.outcome);
    expect(await result.connection.publish('room/a', new Uint8Array([1]))).toEqual({ outcome: 'lost' });
    expect(ends).toEqual(['lost']);
    await broker.close();
  });

  it('leaves nothing behind of tries that failed, however many', async () => {
    const broker = await openScriptedBroker(loadMqtt);
    const abort = new AbortController();
    for (const answer of [
      { answer: 'unreachable' },
      { answer: 'refuse', notAuthorized: true },
      { answer: 'accept' },
    ] as const) {
      broker.answerDials(answer);
      const result = await broker.link.dial(broker.request, events, abort.signal);
      if (result.outcome === 'connected') result.connection.close();
    }
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    await broker.close();
  });
});

it('calls it unreachable when the lazy part of the app does not load', async () => {
  const link = createMqttLink({ loadMqtt: () => Promise.reject(new Error('offline')) });
  const request = { url: 'ws://127.0.0.1:9/mqtt', clientId: 'device-1', username: 'ann', token: 'secret' };
  expect(await link.dial(request, events, new AbortController().signal)).toEqual({ outcome: 'unreachable' });
});

// Node's stream, which the whole MQTT.js has here, does not say the close code.
describe('Over slim MQTT.js alone', () => {
  it('says that it was taken over also while messages are kept that came before', async () => {
    const broker = await openScriptedBroker(() => Promise.resolve(slimMqtt));
    const closed: string[] = [];
    let keeping = 0;
    const keepsForEver: ConnectionEvents = {
      ...events,
      message: () => new Promise(() => keeping++),
      closed: (why) => closed.push(why),
    };
    await broker.link.dial(broker.request, keepsForEver, new AbortController().signal);
    const peer = broker.peers[0]!;
    for (const n of [1, 2]) peer.push('room/a', new Uint8Array([n]));
    await expect.poll(() => keeping).toBe(1);
    peer.disconnect('taken-over');
    await expect.poll(() => closed).toEqual(['taken-over']);
    await broker.close();
  });
});
