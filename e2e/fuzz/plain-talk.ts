// What clients say on plain topics, for the fuzzer to change: MQTT.js in both versions, taken down at the door, and packets that no
// library sends by itself.
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate, type Packet } from 'mqtt-packet';
import { until } from '../headless/until';
import type { Login, Version, Will } from './client';

/** Who may do what on plain topics where the fuzzer is. `things/board` is for reading alone: nothing ever comes there. */
export const plainRules = [
  { filter: 'things/all/#', may: 'both' },
  { filter: 'things/%u/#', may: 'both' },
  { filter: 'things/board/#', may: 'subscribe' },
] as const;

/** May somebody who is called so hear this? */
export const mayHear = (topic: string, name: string): boolean =>
  ['things/all', `things/${name}`].some((open) => topic === open || topic.startsWith(`${open}/`));

export const willOf = (topic: string, version: Version): Will => ({
  topic,
  payload: Buffer.from('gone'),
  qos: 2,
  retain: true,
  ...(version === 5 && {
    properties: {
      willDelayInterval: 1,
      messageExpiryInterval: 60,
      payloadFormatIndicator: true,
      contentType: 'text/plain',
      userProperties: { a: ['1', '2'], b: '3' },
    },
  }),
});

/** A reader and a writer: every QoS both ways, retained messages, a will, wildcards, a shared subscription, and `$SYS`. */
export async function talkPlainly(url: string, login: Login, version: Version): Promise<void> {
  const dial = (role: string, options: IClientOptions = {}) =>
    connectAsync(`${url.replace('http', 'ws')}/mqtt`, {
      protocolVersion: version,
      clean: false,
      clientId: `plain-${role}-${version}`,
      username: login.name,
      password: login.token,
      ...(version === 5 && { properties: { sessionExpiryInterval: 60, topicAliasMaximum: 10 } }),
      ...options,
    });
  const reader = await dial('reader');
  const heard: string[] = [];
  reader.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  const options =
    version === 5 ? { nl: false, rap: true, rh: 0, properties: { subscriptionIdentifier: 200 } } : {};
  await reader.subscribeAsync(['things/all/+', `things/${login.name}/#`], { qos: 2, ...options });
  await reader.subscribeAsync(['$share/some/things/all/#', 'things/board/#', '$SYS/#'], { qos: 1 });
  const writer = await dial('writer', { will: willOf('things/all/gone', version) });
  for (const qos of [0, 1, 2] as const) {
    await publish(writer, 'things/all/a', `at ${qos}`, { qos, retain: true }, version);
    await publish(writer, `things/${login.name}/b`, 'mine', { qos, retain: false }, version);
  }
  await until(
    'what was written came',
    () => heard.filter((each) => each.endsWith('mine')).length >= 3 || undefined,
  );
  await writer.publishAsync('things/all/a', '', { qos: 2, retain: true });
  await reader.unsubscribeAsync(['$SYS/#', '$share/some/things/all/#']);
  await Promise.all([reader.endAsync(), writer.endAsync()]);
}

async function publish(
  client: MqttClient,
  topic: string,
  text: string,
  how: { qos: 0 | 1 | 2; retain: boolean },
  version: Version,
): Promise<void> {
  const properties = {
    payloadFormatIndicator: true,
    messageExpiryInterval: 60,
    topicAlias: 3,
    responseTopic: 'things/all/answers',
    correlationData: Buffer.from([1, 2, 3]),
    contentType: 'text/plain',
    userProperties: { a: ['1', '2'], b: '3' },
  };
  // MQTT.js tells a refused one by its failure.
  await client
    .publishAsync(topic, text, { ...how, ...(version === 5 && { properties }) })
    .catch(() => undefined);
}

/** As somebody sends them who knows where the other one, `name`, has theirs. */
export function plainSamples(name: string): Uint8Array[] {
  const secret = `things/${name}/count`;
  const filters = [
    secret,
    `things/${name}/#`,
    'things/#',
    'things/+/count',
    'things/all/#',
    'things/all/+',
    '#',
    '+/+/+',
    '$SYS/#',
    '$share/some/#',
    `$share/some/things/${name}/#`,
    '$share/some/things/all/a',
  ];
  return ([4, 5] as const).flatMap((protocolVersion) =>
    [
      ...filters.map((topic): Packet => ({
        cmd: 'subscribe',
        messageId: 8,
        subscriptions: [{ topic, qos: 2, nl: false, rap: false, rh: 0 }],
        ...(protocolVersion === 5 && { properties: { subscriptionIdentifier: 5 } }),
      })),
      ...[secret, 'things/all/a', 'things/board/a'].flatMap((topic) =>
        ([0, 1, 2] as const).map((qos): Packet => ({
          cmd: 'publish',
          topic,
          payload: '7',
          qos,
          dup: false,
          retain: qos !== 1,
          ...(qos > 0 && { messageId: qos }),
        })),
      ),
      ...answers(),
    ].map((packet) => generate(packet, { protocolVersion })),
  );
}

/** To what there may be under way: small ids are the client's own, the last quarter those of plain topics. */
function answers(): Packet[] {
  return [2, 49_152, 49_153, 49_154, 49_160].flatMap((messageId) =>
    (['puback', 'pubrec', 'pubrel', 'pubcomp'] as const).map((cmd): Packet => ({ cmd, messageId })),
  );
}
