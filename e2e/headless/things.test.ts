// The plain clients of the torture, against a broker that is a script: what MQTT.js leaves to whoever uses it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createChance } from '../torture/chance';
import { createThings, type Things } from '../torture/things';
import { until } from './until';

let end: (() => void)[] = [];

afterEach(() => {
  for (const each of end) each();
  end = [];
});

type Answer = (packet: Packet, socket: WebSocket, clientId: string) => Packet | undefined;

/** MQTT 5, the version of the first pair. */
const v5 = { protocolVersion: 5 };

/** What each client sent, in the order of arrival. */
async function openScript(answer: Answer): Promise<{ url: string; heard: string[] }> {
  const server = createServer();
  const wss = new WebSocketServer({ server, handleProtocols: () => 'mqtt' });
  const heard: string[] = [];
  wss.on('connection', (socket) => {
    const reader = parser(v5);
    let clientId = '';
    reader.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') clientId = packet.clientId;
      heard.push(`${clientId} ${packet.cmd}`);
      const answered = answer(packet, socket, clientId);
      if (answered) socket.send(generate(answered, v5));
    });
    socket.on('message', (data) => reader.parse(data as Buffer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  end.push(() => {
    for (const socket of wss.clients) socket.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

async function openThings(url: string): Promise<Things> {
  const things = await createThings({
    links: [{ url }],
    login: { username: 'ann', password: 'secret' },
    pairs: 1,
    random: createChance(1),
  });
  end.push(() => things.stop());
  return things;
}

const accepted = (sessionPresent: boolean): Packet => ({ cmd: 'connack', reasonCode: 0, sessionPresent });

test('subscribe again when the connection is lost before SUBACK, also in a session that goes on', async () => {
  const receiver = 'receiver-1-0';
  let subscribes = 0;
  const { url, heard } = await openScript((packet, socket) => {
    if (packet.cmd === 'connect') return accepted(subscribes > 0);
    if (packet.cmd !== 'subscribe') return undefined;
    subscribes += 1;
    if (subscribes > 1) return { cmd: 'suback', messageId: packet.messageId ?? 0, granted: [2] };
    socket.terminate();
    return undefined;
  });
  await openThings(url);
  expect(heard.filter((each) => each.startsWith(receiver))).toEqual(
    ['connect', 'subscribe', 'connect', 'subscribe'].map((cmd) => `${receiver} ${cmd}`),
  );
});

test('dial again when they are told that there is no place for them now', async () => {
  let isFull = false;
  const { url, heard } = await openScript((packet, socket, clientId) => {
    if (packet.cmd === 'subscribe') return { cmd: 'suback', messageId: packet.messageId ?? 0, granted: [2] };
    if (packet.cmd === 'publish' && !isFull) {
      isFull = true;
      socket.terminate();
    }
    if (packet.cmd !== 'connect') return undefined;
    const dials = heard.filter((each) => each === `${clientId} connect`).length;
    return isFull && dials === 2
      ? { cmd: 'connack', reasonCode: 0x88, sessionPresent: false }
      : accepted(true);
  });
  await openThings(url);
  const dials = await until(
    'a third dial',
    () => {
      const all = heard.filter((each) => each === 'thing-1-0 connect');
      return all.length >= 3 ? all : undefined;
    },
    5000,
  );
  expect(dials).toHaveLength(3);
});
