// What the tests of these handlers send and look at, beside what fake-client.ts knows: QoS 2, properties, options of subscriptions.
import type { IPublishPacket, ISubscription, Packet } from 'mqtt-packet';
import { quietLog } from '../../quiet-log';
import { reopenFakePlain, type FakePlainOptions } from '../../plain/fake-plain';
import { createFakeBroker } from '../fake-broker';
import { settle, type FakeClient } from '../fake-client';

type Properties = NonNullable<IPublishPacket['properties']>;

export interface Published {
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly dup?: boolean;
  readonly messageId?: number;
  readonly properties?: Properties;
}

/** To a client that acknowledges nothing by itself. */
export async function publishTo(
  client: FakeClient,
  topic: string,
  payload: string,
  { qos = 1, retain = false, dup = false, messageId = 1, properties }: Published = {},
): Promise<void> {
  client.send({
    cmd: 'publish',
    topic,
    payload,
    qos,
    retain,
    dup,
    ...(qos > 0 && { messageId }),
    ...(properties && { properties }),
  });
  await settle();
}

export async function subscribeTo(
  client: FakeClient,
  subscriptions: readonly (Pick<ISubscription, 'topic'> & Partial<ISubscription>)[],
  subscriptionIdentifier?: number,
): Promise<Packet | undefined> {
  client.send({
    cmd: 'subscribe',
    messageId: 77,
    subscriptions: subscriptions.map((each) => ({ qos: 2, nl: false, rap: false, rh: 0, ...each })),
    ...(subscriptionIdentifier !== undefined && { properties: { subscriptionIdentifier } }),
  });
  await settle();
  return client.of('suback').at(-1);
}

export async function send(client: FakeClient, packet: Packet): Promise<void> {
  client.send(packet);
  await settle();
}

/** Each PUBLISH that came as `topic payload`. */
export const heard = (client: FakeClient): string[] =>
  client.publishes().map(({ topic, payload }) => `${topic} ${payload.toString()}`);

type FakeBroker = ReturnType<typeof createFakeBroker>;

/** The broker after a restart: on the same data, with the sessions that there were. */
export async function restarted(
  { application, metrics }: FakeBroker,
  data: FakePlainOptions['data'],
): Promise<FakeBroker> {
  const plain = await reopenFakePlain({ data, metrics, clock: () => 1_000_000, log: quietLog });
  const next = createFakeBroker({}, { plain });
  for (const [key, record] of application.records) next.application.records.set(key, record);
  return next;
}
