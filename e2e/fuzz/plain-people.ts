// Honest people on plain topics while strangers are at it: one counts where nobody else may listen or speak, one listens where nobody may
// speak. They notice what comes to the wrong ones, what is lost and what comes twice.
import type { IPublishPacket } from 'mqtt-packet';
import { until } from '../headless/until';
import type { Client } from './client';

export interface PlainPeople {
  /** The next number, at QoS 2. */
  count(): void;
  /** What came to either of them on a plain topic, or should not have come. */
  hears(who: 'counter' | 'listener', packet: IPublishPacket): void;
  /** All numbers came. */
  check(): Promise<void>;
}

/** Fewer than a queue holds. */
const maxUnderWay = 15;

export function createPlainPeople(
  { counter, listener, counterName }: { counter: Client; listener: Client; counterName: string },
  wrong: string[],
): PlainPeople {
  const topic = `things/${counterName}/count`;
  let said = 0;
  let heard = 0;
  let lastId = 0;
  const options = { qos: 2, nl: false, rap: false, rh: 0 } as const;
  counter.send({
    cmd: 'subscribe',
    messageId: 2,
    subscriptions: [{ topic: `things/${counterName}/#`, ...options }],
    properties: { subscriptionIdentifier: 300 },
  });
  listener.send({
    cmd: 'subscribe',
    messageId: 2,
    subscriptions: ['things/board/#', `things/${counterName}/#`, '$SYS/#'].map((filter) => ({
      topic: filter,
      ...options,
    })),
  });
  publish(`things/${counterName}/kept`, 'not for strangers', true);

  function publish(to: string, text: string, retain: boolean): void {
    lastId = (lastId % 30_000) + 1;
    // Beside those of what is said in rooms.
    counter.send({
      cmd: 'publish',
      topic: to,
      payload: text,
      qos: 2,
      retain,
      dup: false,
      messageId: 30_000 + lastId,
    });
  }

  return {
    count() {
      if (said - heard >= maxUnderWay) return;
      said++;
      publish(topic, String(said), false);
    },
    hears(who, packet) {
      const text = packet.payload.toString();
      if (who === 'listener') wrong.push(`the listener heard ${text} on ${packet.topic}`);
      else if (packet.topic === topic && packet.qos === 2 && text === String(heard + 1)) heard++;
      else if (!(packet.topic.endsWith('/kept') && text === 'not for strangers'))
        wrong.push(`the counter heard ${text} on ${packet.topic} at ${packet.qos} behind ${heard}`);
      if (who === 'counter' && packet.properties?.subscriptionIdentifier !== 300)
        wrong.push(`${packet.topic} came without its subscription identifier`);
    },
    async check() {
      await until(
        'all that was counted has come, once',
        () => (heard === said ? true : undefined),
        5000,
        () => `${heard} of ${said}; ${wrong.slice(0, 3).join('\n')}`,
      );
    },
  };
}
