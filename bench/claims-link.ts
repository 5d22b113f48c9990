// Messages per second over a 3G link: MQTT at QoS 0 and 1, all at once and one after another, beside REST in every way it is used.
import { connect as connectHttp2 } from 'node:http2';
import { createWeakNetwork } from '../e2e/weak-network';
import { profiles } from '../e2e/weak-profiles';
import { openMqtt, type MqttPlace } from './claims-mqtt';
import { barely, request, text40, type RestServer } from './claims-rest';

export interface LinkRow {
  readonly key: 'new' | 'kept' | 'six' | 'http2' | 'qos0' | 'qos1' | 'one-by-one' | 'waking';
  readonly way: string;
  readonly messages: number;
  readonly seconds: number;
}

/** Without jitter, so that a round trip is what it says. */
export const link = {
  latencyMs: profiles['3g'].latencyMs,
  jitterMs: 0,
  bytesPerSec: profiles['3g'].bytesPerSec,
};
const browserConnections = 6;

export async function measureLink(
  place: MqttPlace,
  rest: RestServer,
  { many, few }: { many: number; few: number },
): Promise<LinkRow[]> {
  const rows: LinkRow[] = [];
  const add = async (key: LinkRow['key'], way: string, messages: number, run: () => Promise<unknown>) => {
    const beganMs = performance.now();
    await run();
    rows.push({ key, way, messages, seconds: (performance.now() - beganMs) / 1000 });
  };
  const oneAfterAnother = async (messages: number, send: () => Promise<unknown>) => {
    for (let k = 0; k < messages; k++) await send();
  };
  const allAtOnce = (messages: number, send: () => Promise<unknown>) =>
    Promise.all(Array.from({ length: messages }, send));

  await through(rest.port, async (port) => {
    const fresh = request(port, barely, 0);
    await add('new', 'REST, a new connection each, one after another', few, () =>
      oneAfterAnother(few, fresh.post),
    );
    const kept = request(port, barely, 1);
    await kept.post();
    await add('kept', 'REST, kept alive, one after another', few, () => oneAfterAnother(few, kept.post));
    kept.close();
    const six = request(port, barely, browserConnections);
    await allAtOnce(browserConnections, six.post);
    await add('six', `REST, ${browserConnections} connections kept alive, as a browser has`, 6 * few, () =>
      allAtOnce(6 * few, six.post),
    );
    six.close();
  });
  await through(rest.http2Port, async (port) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    await rest.postHttp2(session, barely);
    await add('http2', 'REST over HTTP/2, all at once on one connection', many, () =>
      allAtOnce(many, () => rest.postHttp2(session, barely)),
    );
    session.destroy();
  });

  await through(place.tcpPort, async (port) => {
    await add('waking', 'MQTT, connect and one message at QoS 1', 1, async () => {
      const waking = await openMqtt(place, port, 4);
      await waking.publishAsync(place.topic, text40, { qos: 1 });
      await waking.endAsync(true);
    });
    const client = await openMqtt(place, port, 4);
    const say = () => client.publishAsync(place.topic, text40, { qos: 1 });
    await say();
    await add('one-by-one', 'MQTT, QoS 1, one after another', few, () => oneAfterAnother(few, say));
    await add('qos1', 'MQTT, QoS 1, all at once', many, () => allAtOnce(many, say));
    // Nobody answers at QoS 0: done is when a reader on a good link has them all.
    const reader = await openMqtt(place, place.tcpPort, 4);
    let heard = 0;
    let hasAll = () => {};
    const all = new Promise<void>((resolve) => (hasAll = resolve));
    reader.on('message', () => {
      if (++heard === many) hasAll();
    });
    await reader.subscribeAsync(place.topic, { qos: 0 });
    await add('qos0', 'MQTT, QoS 0, all at once', many, async () => {
      for (let k = 0; k < many; k++) client.publish(place.topic, text40, { qos: 0 });
      await all;
    });
    await reader.endAsync(true);
    await client.endAsync(true);
  });
  return rows;
}

async function through(target: number, work: (port: number) => Promise<void>): Promise<void> {
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: target } });
  weak.shape(link);
  try {
    await work(weak.port);
  } finally {
    await weak.close();
  }
}
