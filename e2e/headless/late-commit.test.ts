// A commit that finishes when its connection is gone acknowledges nothing: above all not somebody else's packet on the next one.
// The broker here is a script, so that both connections carry the same packet id.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { loadMqtt } from '../../src/transport/load-mqtt';
import { createMqttLink } from '../../src/transport/mqtt-link';
import { until } from './until';

const v5 = { protocolVersion: 5 };
let server: Server;
let wss: WebSocketServer;
let sockets: WebSocket[];
/** Packet ids of the PUBACKs, by connection. */
let acknowledged: number[][];

beforeEach(async () => {
  sockets = [];
  acknowledged = [];
  server = createServer();
  wss = new WebSocketServer({ server, handleProtocols: () => 'mqtt' });
  wss.on('connection', (socket) => {
    const index = sockets.push(socket) - 1;
    const acks: number[] = (acknowledged[index] = []);
    const reader = parser(v5);
    reader.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect')
        socket.send(generate({ cmd: 'connack', reasonCode: 0, sessionPresent: true }, v5));
      if (packet.cmd === 'puback') acks.push(packet.messageId ?? -1);
    });
    socket.on('message', (data) => reader.parse(data as Buffer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  wss.close();
  for (const socket of sockets) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const push = (connection: number, messageId: number, payload: string) =>
  sockets[connection]!.send(
    generate({ cmd: 'publish', topic: 'room/a', qos: 1, messageId, dup: false, retain: false, payload }, v5),
  );

test('a commit that finishes on the next connection acknowledges nothing there', async () => {
  const link = createMqttLink({ loadMqtt });
  const request = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`,
    clientId: 'device-1',
    username: 'ann',
    token: 'token',
  };
  const never = new AbortController().signal;
  const commits: { text: string; finish: () => void }[] = [];
  let closed = 0;
  const dial = () =>
    link.dial(
      request,
      {
        message: (_topic, payload) =>
          new Promise((resolve) =>
            commits.push({ text: new TextDecoder().decode(payload), finish: resolve }),
          ),
        heard: () => undefined,
        expecting: () => undefined,
        measured: () => undefined,
        closed: () => closed++,
      },
      never,
    );

  expect((await dial()).outcome).toBe('connected');
  push(0, 1, 'first');
  await until('the first commit begins', () => commits[0]);
  sockets[0]!.terminate();
  await until('the first connection is over', () => (closed === 1 ? true : undefined));
  const second = await dial();
  expect(second.outcome).toBe('connected');
  push(1, 1, 'second');
  await until('the second commit begins', () => commits[1]);

  commits[0]!.finish();
  // A round trip on the second connection: an acknowledgement sent by the first commit would have arrived before it.
  if (second.outcome === 'connected') void second.connection.publish('room/a', new Uint8Array([1]));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(acknowledged).toEqual([[], []]);

  commits[1]!.finish();
  await until('the second entry is acknowledged', () => acknowledged[1]![0]);
  expect(acknowledged).toEqual([[], [1]]);
  if (second.outcome === 'connected') second.connection.close();
});
