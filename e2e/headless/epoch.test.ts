// The broker's data was set back to an older copy: devices return what they wrote, under the same ids, and nothing is doubled.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repairStore } from '../../broker/store/repair';
import { retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import { startBrokerProcess } from '../broker-process';
import { copyDisk } from '../torture/copy-disk';
import { createDevice, newName, newProfile, type Device } from './device';
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

test('what a copied profile brings back, and its device had taken back before the restore, is taken back again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const dataDir = join(folder, 'data');
  const broker = await startBrokerProcess({ dataDir });
  const origin = broker.url.slice(0, -1);
  const addresses = { http: origin, mqtt: origin };
  const name = newName('ann');
  const ann = await createDevice(addresses, name);
  let copy: Device | undefined;
  try {
    const lobby = await ann.lobby();
    const texts = (device: Device, expected: string[]) =>
      until(
        `it holds ${expected.join(', ')}`,
        async () => (String(await device.texts(lobby)) === String(expected) ? true : undefined),
        30_000,
        async () => String(await device.texts(lobby)),
      );
    await ann.write(lobby, 'before');
    await texts(ann, ['before']);
    await broker.stop();
    await cp(dataDir, join(folder, 'older'), { recursive: true });
    await broker.restart();

    const mistake = await ann.write(lobby, 'a mistake');
    await texts(ann, ['before', 'a mistake']);
    ann.engine.stop();
    const profile = { ...newProfile(), disk: await copyDisk(ann.profile.disk) };
    await ann.reload();
    await ann.online();
    await ann.engine.write(lobby, entryKind.retract, retractBodyOf(mistake));
    await until('it is taken back', async () =>
      (await ann.db.log.message(mistake))?.amendments.length === 1 ? true : undefined,
    );

    await broker.stop();
    await rm(dataDir, { recursive: true });
    await cp(join(folder, 'older'), dataDir, { recursive: true });
    await repairStore(dataDir, new Date());
    await broker.restart();
    await ann.write(lobby, 'written after it');
    await texts(ann, ['before', 'written after it']);
    ann.engine.stop();

    // It has heard neither of the retract nor of the restore.
    copy = await createDevice(addresses, name, 'open', { profile });
    copy.engine.openRoom(lobby);
    await texts(copy, ['before', 'written after it', 'a mistake']);
    copy.stop();
    await ann.reload();
    // Nothing is sent to a device that it seems to have written itself, so what is missing is asked for.
    ann.engine.openRoom(lobby);
    await until('it is taken back again', async () =>
      (await ann.db.log.entry(lobby, 4))?.kind === entryKind.retract ? true : undefined,
    );
    expect((await ann.db.log.entry(lobby, 3))?.body).toBeNull();
    expect(await ann.db.outbox.list()).toEqual([]);
  } finally {
    ann.stop();
    copy?.stop();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
