// The broker's data was set back to an older copy: devices return what they wrote, under the same ids, and nothing is doubled.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repairStore } from '../../broker/store/repair';
import { startBrokerProcess } from '../broker-process';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

const numbered = (stem: string, count: number) => Array.from({ length: count }, (_, i) => `${stem} ${i}`);

test('after a restore of an older copy every device puts its own words back, once and in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const dataDir = join(folder, 'data');
  const broker = await startBrokerProcess({ dataDir });
  const origin = broker.url.slice(0, -1);
  const devices: Device[] = [];
  try {
    for (const stem of ['ann', 'bo', 'cleo'])
      devices.push(await createDevice({ http: origin, mqtt: origin }, newName(stem)));
    const [ann, bo, cleo] = devices as [Device, Device, Device];
    const lobby = await ann.lobby();
    for (const each of devices) {
      await each.lobby();
      each.engine.openRoom(lobby);
    }
    const all = (count: number) =>
      until(
        `all hold ${count}`,
        async () =>
          (await Promise.all(devices.map((each) => each.texts(lobby)))).every(
            (texts) => texts.length === count,
          )
            ? true
            : undefined,
        30_000,
        async () => JSON.stringify(await Promise.all(devices.map((each) => each.texts(lobby)))),
      );
    for (const text of numbered('before', 10)) await ann.write(lobby, text);
    await all(10);
    await broker.stop();
    await cp(dataDir, join(folder, 'older'), { recursive: true });
    await broker.restart();

    for (const text of numbered('lost by ann', 20)) await ann.write(lobby, text);
    for (const text of numbered('lost by bo', 20)) await bo.write(lobby, text);
    await all(50);
    // Cleo is gone for good: what others hold of hers would only be kept as no longer on the server.
    await cleo.write(lobby, 'only cleo wrote this');
    await all(51);
    cleo.stop();
    devices.pop();

    await broker.stop();
    await rm(dataDir, { recursive: true });
    await cp(join(folder, 'older'), dataDir, { recursive: true });
    await repairStore(dataDir, new Date());
    await ann.write(lobby, 'written while it was away');
    await broker.restart();

    for (const each of devices)
      await until(
        'the restored log, with all that was put back',
        async () => ((await each.texts(lobby)).includes('written while it was away') ? true : undefined),
        30_000,
        async () => JSON.stringify(await each.texts(lobby)),
      );
    await all(51);
    const texts = await ann.texts(lobby);
    expect(await bo.texts(lobby)).toEqual(texts);
    expect(texts.slice(0, 10)).toEqual(numbered('before', 10));
    expect(texts.filter((text) => text.startsWith('lost by ann'))).toEqual(numbered('lost by ann', 20));
    expect(texts.filter((text) => text.startsWith('lost by bo'))).toEqual(numbered('lost by bo', 20));
    expect(texts.indexOf('written while it was away')).toBeGreaterThan(texts.indexOf('lost by ann 19'));
    for (const each of devices) {
      expect((await each.db.log.orphans(lobby)).map((orphan) => orphan.text)).toEqual([
        'only cleo wrote this',
      ]);
      expect(await each.db.outbox.list()).toEqual([]);
    }
  } finally {
    for (const each of devices) each.stop();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
