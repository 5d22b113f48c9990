// How a device finds out that its link is dead, that a slow one is not, and what it does when it wakes up.
// The stories wait for seconds and keepalives that do not depend on each other, so they run side by side, each on its own stage; the longest begin first.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test, type TestContext } from 'vitest';
import { startBrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Addresses, type Device } from './device';
import { until } from './until';

interface Stage {
  readonly weak: WeakNetwork;
  /** A device behind the weak network, sign-in and all. */
  weakDevice(stem: string): Promise<Device>;
  /** A device on a good link. */
  steadyDevice(stem: string): Promise<Device>;
}

async function setStage({ onTestFinished }: TestContext): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const broker = await startBrokerProcess({ dataDir: folder });
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
  const devices: Device[] = [];
  onTestFinished(async () => {
    for (const each of devices) each.stop();
    await weak.close();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const steady = broker.url.slice(0, -1);
  const device = async (stem: string, addresses: Addresses) => {
    const made = await createDevice(addresses, newName(stem));
    devices.push(made);
    await made.online();
    return made;
  };
  return {
    weak,
    weakDevice: (stem) => device(stem, { http: weak.url, mqtt: weak.url }),
    steadyDevice: (stem) => device(stem, { http: steady, mqtt: steady }),
  };
}

const numbered = (stem: string, count: number) => Array.from({ length: count }, (_, i) => `${stem} ${i}`);
/** Resolves when the device holds exactly these, in this order. */
const holds = async (who: Device, texts: readonly string[], timeoutMs?: number) => {
  const room = await who.lobby();
  await until(
    `${who.account.name} holds them all, in order`,
    async () => ((await who.texts(room)).join() === texts.join() ? true : undefined),
    timeoutMs,
    () => who.texts(room),
  );
};
const outboxEmpty = (who: Device) =>
  until('the outbox is empty', async () => ((await who.db.outbox.list()).length === 0 ? true : undefined));

describe.concurrent('a slow link', () => {
  test('of 1 kB/s with round trips of 3 s carries 20 messages each way, and one of 4 kB, without a redial', async (context) => {
    const { expect } = context;
    const { weak, weakDevice, steadyDevice } = await setStage(context);
    const [ann, bo] = await Promise.all([weakDevice('ann'), steadyDevice('bo')]);
    const lobby = await ann.lobby();
    weak.shape({ latencyMs: 1_500, jitterMs: 200, bytesPerSec: 1_000 });
    const before = weak.counters.mqtt.connections;
    weak.cut();
    await until('the old connection is gone', () => ann.engine.status.get().state !== 'online' || undefined);
    await ann.online();
    const up = [...numbered('from ann', 20), 'x'.repeat(4_000)];
    const down = numbered('from bo', 20);
    for (const text of up) await ann.write(lobby, text);
    for (const text of down) await bo.write(lobby, text);
    // The page is looked at meanwhile: that asks at once, and must not be taken for a reason to hang up.
    ann.wake();
    const count = (who: Device) => async () =>
      (await who.texts(lobby)).length === up.length + down.length ? true : undefined;
    await Promise.all([until('all are here', count(ann)), until('all are there', count(bo))]);
    expect(await ann.texts(lobby)).toEqual(await bo.texts(lobby));
    expect((await bo.texts(lobby)).filter((text) => up.includes(text))).toEqual(up);
    expect((await bo.texts(lobby)).filter((text) => down.includes(text))).toEqual(down);
    expect(weak.counters.mqtt.connections - before).toBe(1);
  });
});

describe.concurrent('a half-open link', () => {
  test('is noticed and dialed anew within 45 s while nothing is being sent', async (context) => {
    const { expect } = context;
    const { weak, weakDevice } = await setStage(context);
    const ann = await weakDevice('ann');
    // What is asked after connecting is answered by then: from now on only the keepalive speaks.
    await sleep(2_000);
    weak.halfOpen();
    await until('a new dial', () => (weak.counters.mqtt.connections > 1 ? true : undefined), 45_000);
    expect(ann.engine.status.get().state).toBe('connecting');
  });

  test('is noticed and dialed anew within 10 s while something is being sent', async (context) => {
    const { expect } = context;
    const { weak, weakDevice, steadyDevice } = await setStage(context);
    const [ann, bo] = [await weakDevice('ann'), await steadyDevice('bo')];
    const lobby = await ann.lobby();
    weak.halfOpen();
    expect(weak.counters.mqtt.connections).toBe(1);
    await ann.write(lobby, 'into the void');
    await until('a new dial', () => (weak.counters.mqtt.connections > 1 ? true : undefined), 10_000);
    expect(ann.engine.status.get().state).toBe('connecting');
    expect(await bo.texts(lobby)).toEqual([]);
    weak.heal();
    await holds(bo, ['into the void']);
  });

  test('is noticed soon after a wake-up', async (context) => {
    const { expect } = context;
    const { weak, weakDevice } = await setStage(context);
    const ann = await weakDevice('ann');
    weak.halfOpen();
    ann.wake();
    await until('a new dial', () => (weak.counters.mqtt.connections > 1 ? true : undefined), 15_000);
    expect(ann.engine.status.get().state).toBe('connecting');
  });

  test('in which a dial hangs does not hold up “Try now”', async (context) => {
    const { expect } = context;
    const { weak, weakDevice } = await setStage(context);
    const ann = await weakDevice('ann');
    weak.halfOpen();
    ann.wake();
    await until('a dial', () => (weak.counters.mqtt.connections === 2 ? true : undefined), 10_000);
    // It would hang for half a minute; one that has only begun is given a moment.
    await until(
      'another dial',
      async () => {
        await ann.engine.calls.tryNow();
        return weak.counters.mqtt.connections === 3 ? true : undefined;
      },
      5_000,
    );
    expect(ann.engine.status.get().state).toBe('connecting');
  });
});

describe.concurrent('a device that wakes up with words waiting', () => {
  /** Ann is away and has written three; she wakes up on a link with 600 ms there and back. */
  async function wakeWithWords(context: TestContext) {
    const stage = await setStage(context);
    const [ann, bo] = [await stage.weakDevice('ann'), await stage.steadyDevice('bo')];
    stage.weak.refuse();
    await until('she is away', () => (ann.engine.status.get().state === 'offline' ? true : undefined));
    const texts = numbered('written while away', 3);
    for (const text of texts) await ann.write(await ann.lobby(), text);
    stage.weak.shape({ latencyMs: 300 });
    // Between two tries of her own, so that this one is the wake-up's.
    await until('she waits', () => (ann.engine.status.get().state === 'offline' ? true : undefined));
    stage.weak.heal();
    ann.wake();
    return { ...stage, ann, bo, texts };
  }

  test('sends them before it is connected, once and in order', async (context) => {
    const { expect } = context;
    const { ann, bo, texts } = await wakeWithWords(context);
    await holds(bo, texts);
    expect(ann.engine.status.get().state).toBe('connecting');
    await ann.online();
    await outboxEmpty(ann);
    await ann.write(await ann.lobby(), 'and on it goes');
    await holds(bo, [...texts, 'and on it goes']);
    await holds(ann, [...texts, 'and on it goes']);
    const [first] = await ann.entries(await ann.lobby());
    const story = await ann.db.outbox.story(first!.id);
    expect(story?.steps.map(({ step, detail }) => [step, detail])).toEqual([
      ['saved', ''],
      ['tried', 'by post'],
      ['stored', expect.anything()],
    ]);
  });

  test('goes on writing while both ways run, and all arrive once, in order', async (context) => {
    const { expect } = context;
    const { ann, bo, texts } = await wakeWithWords(context);
    const more = numbered('written meanwhile', 40);
    for (const text of more) {
      await ann.write(await ann.lobby(), text);
      await sleep(50);
    }
    await holds(bo, [...texts, ...more]);
    await outboxEmpty(ann);
    await holds(ann, [...texts, ...more]);
    expect((await bo.entries(await bo.lobby())).map(({ seq }) => seq)).toEqual(
      [...texts, ...more].map((_, i) => i + 1),
    );
  });

  test('sends what is written while it connects without waiting for the connection', async (context) => {
    const { expect } = context;
    const { weak, ann, bo, texts } = await wakeWithWords(context);
    await ann.online();
    weak.cut();
    await until('she is away', () => ann.engine.status.get().state === 'offline' || undefined);
    ann.wake();
    await until('she connects anew', () => ann.engine.status.get().state === 'connecting' || undefined);
    await ann.write(await ann.lobby(), 'in a hurry');
    await holds(bo, [...texts, 'in a hurry']);
    expect(ann.engine.status.get().state).toBe('connecting');
  });

  test('sends them over the connection when the answer to the POST never comes', async (context) => {
    const { expect } = context;
    const { weak, ann, bo, texts } = await wakeWithWords(context);
    // They are stored, but she does not hear of it.
    await holds(bo, texts);
    weak.cut();
    await ann.online();
    await outboxEmpty(ann);
    await holds(ann, texts);
    expect(await bo.texts(await bo.lobby())).toEqual(texts);
  });
});
