// What one message of 40 characters costs on the wire, with its acknowledgement, as MQTT and as an HTTP request: counted in a proxy.
import { connect as connectHttp2 } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWeakNetwork, type WeakNetwork } from '../e2e/weak-network';
import { openMqtt, type MqttPlace } from './claims-mqtt';
import { barely, asBrowser, request, text40, type RestServer } from './claims-rest';
import { createWireClient, frame, packet, text } from './wire-client';

export interface BytesRow {
  readonly way: string;
  readonly up: number;
  readonly down: number;
}

const quietMs = 250;

export async function measureBytes(place: MqttPlace, rest: RestServer): Promise<BytesRow[]> {
  const rows: BytesRow[] = [];
  for (const [way, version, qos] of [
    ['MQTT 3.1.1 over TCP, QoS 0', 4, 0],
    ['MQTT 3.1.1 over TCP, QoS 1', 4, 1],
    ['MQTT 5 over TCP, QoS 1', 5, 1],
  ] as const) {
    const weak = await proxyTo(place.tcpPort);
    const client = await openMqtt(place, weak.port, version);
    // The first one of a connection names the topic, where later ones have an alias.
    await client.publishAsync(place.topic, text40, { qos });
    const counted = await count(weak, () => client.publishAsync(place.topic, text40, { qos }));
    rows.push({ way, ...counted });
    await client.endAsync(true);
    await weak.close();
  }
  rows.push(await webSocketRow(place));
  for (const [way, headers, keepAlive] of [
    ['HTTP/1.1, few headers, kept alive', barely, true],
    ['HTTP/1.1, few headers, a new connection', barely, false],
    ['HTTP/1.1, a browser’s headers, kept alive', asBrowser, true],
    ['HTTP/1.1, a browser’s headers, a new connection', asBrowser, false],
  ] as const) {
    const weak = await proxyTo(rest.port);
    const send = request(weak.port, headers, keepAlive ? 1 : 0);
    if (keepAlive) await send.post();
    rows.push({ way, ...(await count(weak, send.post)) });
    send.close();
    await weak.close();
  }
  rows.push(await http2Row(rest));
  return rows;
}

/** By hand, with a whole packet in each frame as from a browser: MQTT.js in Node makes a frame of every piece. */
async function webSocketRow(place: MqttPlace): Promise<BytesRow> {
  const weak = await proxyTo(place.httpPort);
  let heard: (() => void) | undefined;
  const wire = createWireClient({
    port: weak.port,
    version: 5,
    login: { clientId: 'claims-by-hand', username: place.username, password: place.token },
    acknowledged: () => heard?.(),
  });
  await wire.connect();
  const publish = (topic: string, packetId: number) =>
    new Promise<void>((resolve) => {
      heard = resolve;
      const alias = Buffer.from([3, 0x23, 0, 1]);
      wire.send(frame(packet(0x32, text(topic), Buffer.from([0, packetId]), alias, Buffer.from(text40))));
    });
  await publish(place.topic, 1);
  const counted = await count(weak, () => publish('', 2));
  wire.destroy();
  await weak.close();
  return { way: 'MQTT 5 over WebSocket, QoS 1', ...counted };
}

async function http2Row(rest: RestServer): Promise<BytesRow> {
  const weak = await proxyTo(rest.http2Port);
  const session = connectHttp2(`http://127.0.0.1:${weak.port}`);
  // HPACK names a header once and then calls it by a number, so a later request is the usual one.
  for (let warm = 0; warm < 3; warm++) await rest.postHttp2(session, asBrowser);
  const counted = await count(weak, () => rest.postHttp2(session, asBrowser));
  session.destroy();
  await weak.close();
  return { way: 'HTTP/2, a browser’s headers, kept alive', ...counted };
}

const proxyTo = (port: number): Promise<WeakNetwork> =>
  createWeakNetwork({ target: { host: '127.0.0.1', port } });

/** Everything that passes until it is done, and until nothing passes any more. */
async function count(weak: WeakNetwork, act: () => Promise<unknown>): Promise<{ up: number; down: number }> {
  const read = () => {
    const { mqtt, other } = weak.counters;
    return { up: mqtt.bytesUp + other.bytesUp, down: mqtt.bytesDown + other.bytesDown };
  };
  const still = async () => {
    for (let before = -1; before !== read().up + read().down;) {
      before = read().up + read().down;
      await sleep(quietMs);
    }
    return read();
  };
  const before = await still();
  await act();
  const after = await still();
  return { up: after.up - before.up, down: after.down - before.down };
}
