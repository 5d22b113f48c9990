// A broker that is a script, for the tests of the link: real sockets and packets, and every move the test's.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodeOf } from '../protocol/close-code';
import { adminProperty, epochProperty, maxPayloadProperty, receiptProperty } from '../protocol/receipt';
import type { DialAnswer, LinkPeer, PeerPublish, PeerSubscribe } from './fake-link';
import type { LinkWorld } from './link.contract';
import { createMqttLink, type MqttModule } from './mqtt-link';

const v5 = { protocolVersion: 5 };

export interface ScriptedBroker extends LinkWorld {
  readonly connects: IConnectPacket[];
  /** All SUBSCRIBE packets' options, in one list. */
  readonly subscriptions: { topic: string; qos: number; nl?: boolean }[];
  /** The topic of each PUBLISH as it was spelled on the wire: empty when an alias alone stood for it. */
  readonly namesUp: string[];
  readonly namesDown: string[];
}

export async function openScriptedBroker(loadMqtt: () => Promise<MqttModule>): Promise<ScriptedBroker> {
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
        if (answer.isAdmin) userProperties[adminProperty] = '1';
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
              reasonCode: answer.permanent ? 0x87 : answer.tooFast ? 0x97 : 0x83,
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
    disconnect(why, reasonString) {
      const reasonCode = why === 'taken-over' ? 0x8e : 0x98;
      send({
        cmd: 'disconnect',
        reasonCode,
        ...(reasonString !== undefined && { properties: { reasonString } }),
      });
      socket.close(closeCodeOf(reasonCode));
    },
    get over() {
      return socket.readyState === socket.CLOSED;
    },
  };
  return { peer, received };
}
