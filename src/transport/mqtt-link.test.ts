// The link over MQTT.js, against a broker that is a script: real sockets and packets, and every move the test's.
import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { epochProperty, maxPayloadProperty, receiptProperty } from '../protocol/receipt';
import {
  quietEvents,
  type DialAnswer,
  type LinkPeer,
  type PeerPublish,
  type PeerSubscribe,
} from './fake-link';
import { linkContract, type LinkWorld } from './link.contract';
import { loadMqtt } from './load-mqtt';
import { createMqttLink } from './mqtt-link';

const v5 = { protocolVersion: 5 };

interface ScriptedBroker extends LinkWorld {
  readonly connects: IConnectPacket[];
  /** All SUBSCRIBE packets' options, in one list. */
  readonly subscriptions: { topic: string; qos: number; nl?: boolean }[];
  /** The topic of each PUBLISH as it was spelled on the wire: empty when an alias alone stood for it. */
  readonly namesUp: string[];
  readonly namesDown: string[];
}

async function openScriptedBroker(): Promise<ScriptedBroker> {
  const server = createServer();
  const wss = new WebSocketServer({ server, handleProtocols: () => 'mqtt' });
  const peers: LinkPeer[] = [];
  const connects: IConnectPacket[] = [];
  const wire = { subscriptions: [], namesUp: [], namesDown: [] } as Wire;
  const sockets = new Set<WebSocket>();
  let dialAnswer: DialAnswer = { answer: 'accept' };

  wss.on('connection', (socket) => {
    sockets.add(socket);
    const reader = parser(v5);
    let received: ((packet: Packet) => void) | undefined;
    reader.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') {
        connects.push(packet);
        received = answerConnect(socket, dialAnswer);
      } else received?.(packet);
    });
    socket.on('message', (data) => reader.parse(data as Buffer));
  });

  const answerConnect = (socket: WebSocket, answer: DialAnswer) => {
    switch (answer.answer) {
      case 'accept': {
        const userProperties: Record<string, string> = {};
        if (answer.epoch !== undefined) userProperties[epochProperty] = answer.epoch;
        if (answer.maxPayloadBytes !== undefined)
          userProperties[maxPayloadProperty] = String(answer.maxPayloadBytes);
        const { sessionPresent = false } = answer;
        // mqtt-packet writes an empty list of properties wrong.
        const properties = {
          topicAliasMaximum: 16,
          ...(Object.keys(userProperties).length > 0 && { userProperties }),
        };
        socket.send(generate({ cmd: 'connack', reasonCode: 0, sessionPresent, properties }, v5));
        const { peer, received } = createScriptedPeer(socket, wire);
        peers.push(peer);
        return received;
      }
      case 'refuse':
        socket.send(
          generate(
            { cmd: 'connack', reasonCode: answer.notAuthorized ? 0x87 : 0x89, sessionPresent: false },
            v5,
          ),
        );
        return undefined;
      case 'unreachable':
        socket.terminate();
        return undefined;
      case 'silence':
    }
    return undefined;
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    link: createMqttLink({ loadMqtt }),
    request: { url: `ws://127.0.0.1:${port}/mqtt`, clientId: 'device-1', username: 'ann', token: 'secret' },
    connects,
    ...wire,
    peers,
    answerDials(answer) {
      dialAnswer = answer;
    },
    async close() {
      wss.close();
      for (const socket of sockets) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Wire = Pick<ScriptedBroker, 'subscriptions' | 'namesUp' | 'namesDown'>;

function createScriptedPeer(socket: WebSocket, { subscriptions, namesUp, namesDown }: Wire) {
  const topicsByAlias = new Map<number, string>();
  const aliasesByTopic = new Map<string, number>();
  const published: PeerPublish[] = [];
  const subscribes: PeerSubscribe[] = [];
  const unsubscribes: string[] = [];
  const acknowledged: number[] = [];
  let probes = 0;
  const send = (packet: Packet) => socket.send(generate(packet, v5));
  let pushes = 0;

  const received = (packet: Packet) => {
    if (packet.cmd === 'publish') {
      const { messageId, payload, qos, properties: { topicAlias = 0 } = {} } = packet;
      namesUp.push(packet.topic);
      if (packet.topic !== '') topicsByAlias.set(topicAlias, packet.topic);
      published.push({
        topic: topicsByAlias.get(topicAlias) ?? '',
        payload: payload as Uint8Array,
        qos: qos as 0 | 1,
        answer(answer) {
          if (answer.outcome === 'refused')
            send({
              cmd: 'puback',
              messageId,
              reasonCode: answer.permanent ? 0x87 : 0x97,
              properties: { reasonString: answer.reason },
            });
          else if (answer.receipt === undefined) send({ cmd: 'puback', messageId, reasonCode: 0 });
          else
            send({
              cmd: 'puback',
              messageId,
              reasonCode: 0,
              properties: { userProperties: { [receiptProperty]: answer.receipt } },
            });
        },
      });
    }
    if (packet.cmd === 'pingreq') probes++;
    if (packet.cmd === 'unsubscribe') unsubscribes.push(...packet.unsubscriptions);
    if (packet.cmd === 'puback') acknowledged.push((packet.messageId ?? 0) - 1);
    if (packet.cmd === 'subscribe') {
      const { messageId } = packet;
      const topics = packet.subscriptions.map(({ topic }) => topic);
      subscriptions.push(...packet.subscriptions);
      subscribes.push({
        topics,
        answer(refused) {
          const granted = topics.map((topic) => (refused.includes(topic) ? 0x87 : 1));
          send({ cmd: 'suback', messageId, granted });
        },
      });
    }
  };

  const peer: LinkPeer = {
    published,
    subscribes,
    unsubscribes,
    get probes() {
      return probes;
    },
    answerProbes() {
      for (; probes > 0; probes--) send({ cmd: 'pingresp' });
    },
    acknowledged,
    push(topic, payload) {
      const number = pushes++;
      const known = aliasesByTopic.get(topic);
      const topicAlias = known ?? aliasesByTopic.size + 1;
      aliasesByTopic.set(topic, topicAlias);
      const name = known === undefined ? topic : '';
      namesDown.push(name);
      send({
        cmd: 'publish',
        topic: name,
        properties: { topicAlias },
        payload: Buffer.from(payload),
        qos: 1,
        messageId: number + 1,
        dup: false,
        retain: false,
      });
      return number;
    },
    cut: () => socket.terminate(),
    disconnect(why) {
      send({ cmd: 'disconnect', reasonCode: why === 'taken-over' ? 0x8e : 0x98 });
      socket.close();
    },
    get over() {
      return socket.readyState === socket.CLOSED;
    },
  };
  return { peer, received };
}

linkContract('The link over MQTT.js', openScriptedBroker);

const events = quietEvents;

it('connects as MQTT 5 with a session that outlives the connection, as the device, with its token', async () => {
  const broker = await openScriptedBroker();
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
  const broker = await openScriptedBroker();
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
  const broker = await openScriptedBroker();
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

it('leaves nothing behind of tries that failed, however many', async () => {
  const broker = await openScriptedBroker();
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

it('calls it unreachable when the lazy part of the app does not load', async () => {
  const link = createMqttLink({ loadMqtt: () => Promise.reject(new Error('offline')) });
  const request = { url: 'ws://127.0.0.1:9/mqtt', clientId: 'device-1', username: 'ann', token: 'secret' };
  expect(await link.dial(request, events, new AbortController().signal)).toEqual({ outcome: 'unreachable' });
});
