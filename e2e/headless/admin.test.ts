// The server's admin on the command line: against a broker that runs, and a restore of a backup that was made under load.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildAdminIfOld, runAdmin } from '../admin-process';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

let folder: string;
let dataDir: string;
let broker: BrokerProcess | undefined;
let devices: Device[];

beforeAll(buildAdminIfOld);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-admin-'));
  dataDir = join(folder, 'data');
  devices = [];
});
afterEach(async () => {
  for (const each of devices) each.stop();
  await broker?.kill9();
  broker = undefined;
  await rm(folder, { recursive: true, force: true });
});

const admin = (...args: string[]) => runAdmin(dataDir, args);
const numbered = (stem: string, count: number) => Array.from({ length: count }, (_, i) => `${stem} ${i}`);

async function start(): Promise<BrokerProcess> {
  broker = await startBrokerProcess({ dataDir });
  return broker;
}

async function enter(at: BrokerProcess, stem: string): Promise<Device> {
  const origin = at.url.slice(0, -1);
  const device = await createDevice({ http: origin, mqtt: origin }, newName(stem));
  devices.push(device);
  return device;
}

test('an admin sees people, suspends one, who is out at once, and lets them in with a new password', async () => {
  expect(await admin('help')).toMatchObject({ exitCode: 0 });
  expect(await admin('users')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: `No broker runs on the data folder ${dataDir}. Start it, or set DATA_DIR to the folder that it has.\n`,
  });
  const at = await start();
  const ann = await enter(at, 'ann');
  const bo = await enter(at, 'bo');
  for (const each of devices) await each.online();
  const listed = JSON.parse((await admin('users', '--json')).stdout) as { name: string; isAdmin: boolean }[];
  expect(listed.map(({ name, isAdmin }) => [name, isAdmin])).toEqual([
    [ann.account.name, true],
    [bo.account.name, false],
  ]);

  expect(await admin('suspend', bo.account.name)).toMatchObject({ exitCode: 0, stderr: '' });
  await until('bo is out', () => bo.engine.status.get().state !== 'online' || undefined, 5_000);
  await admin('unsuspend', bo.account.name);
  const set = await runAdmin(dataDir, ['password', bo.account.name], 'from a pipe\n');
  expect(set).toEqual({ exitCode: 0, stdout: `${bo.account.name}: has a new password.\n`, stderr: '' });
  const body = JSON.stringify({ name: bo.account.name, password: 'from a pipe', device: 'another-device' });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${at.url}api/sessions`, { method: 'POST', headers, body })).status).toBe(200);

  expect((await admin('invite', '--uses', '3')).stdout).toContain(`${at.url}#/join/`);
  expect((await admin('server')).stdout).toContain('People: 2, rooms: 1');
  expect(await admin('restore', join(folder, 'nowhere'))).toMatchObject({ exitCode: 1 });
  expect(await at.stop()).toBe(0);
  expect(await admin('users')).toMatchObject({ exitCode: 3 });
  expect((await readdir(dataDir)).toSorted()).toEqual(['store']);
  broker = undefined;
});

test('a broker that was killed is not there, and the next one is', async () => {
  const at = await start();
  await at.kill9();
  expect(await admin('users')).toMatchObject({ exitCode: 3 });
  await at.restart();
  expect(await admin('users')).toMatchObject({ exitCode: 0 });
});

test('a backup made under load and put back: own words return once and in order, others’ are kept as gone', async () => {
  const at = await start();
  const ann = await enter(at, 'ann');
  const bo = await enter(at, 'bo');
  const cleo = await enter(at, 'cleo');
  const lobby = await ann.lobby();
  for (const each of devices) {
    await each.lobby();
    each.engine.openRoom(lobby);
  }
  const texts = (each: Device) => each.texts(lobby);
  const all = (count: number) =>
    until(
      `all hold ${count}`,
      async () =>
        (await Promise.all(devices.map(texts))).every(({ length }) => length === count) ? true : undefined,
      60_000,
      async () => JSON.stringify((await Promise.all(devices.map(texts))).map(({ length }) => length)),
    );

  for (const text of numbered('cleo before', 10)) await cleo.write(lobby, text);
  await all(10);
  const file = join(folder, 'a.backup');
  const load = (async () => {
    for (const [i, text] of numbered('ann under load', 150).entries()) {
      await ann.write(lobby, text);
      await bo.write(lobby, `bo under load ${i}`);
    }
  })();
  await until('the load is on', async () => ((await texts(cleo)).length > 30 ? true : undefined));
  const made = await admin('backup', file);
  expect(made).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Backup: \d+ entries in 1 room, 3 accounts; /),
  });
  await load;
  await all(310);
  await cleo.write(lobby, 'only cleo wrote this');
  await all(311);
  cleo.stop();
  devices.splice(devices.indexOf(cleo), 1);

  expect(await admin('restore', file)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^A broker runs on .* Stop it first\. Nothing was changed\.\n$/),
  });
  expect(await admin('backup', file)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is there already'),
  });
  await at.kill9();

  const whole = await readFile(file);
  const bad = join(folder, 'bad');
  for (const wrong of [
    whole.subarray(0, -20),
    whole.subarray(0, whole.length / 2),
    Buffer.from('no backup'),
  ]) {
    await writeFile(bad, wrong);
    expect(await admin('restore', bad)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The file .*\.\n$/),
    });
  }
  const restored = await admin('restore', file);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(restored.stdout).toMatch(/^Restored: \d+ entries in 1 room, 3 accounts, as of /);
  await ann.write(lobby, 'written while it was away');
  await at.restart();

  // They hold as many while they do not know yet.
  for (const each of devices)
    await until('what waited is in the restored log', async () =>
      (await texts(each)).includes('written while it was away') ? true : undefined,
    );
  await all(311);
  const [after, atBo] = await Promise.all([texts(ann), texts(bo)]);
  expect(atBo).toEqual(after);
  const beginning = (stem: string) => after.filter((text) => text.startsWith(stem));
  expect(beginning('cleo before')).toEqual(numbered('cleo before', 10));
  expect(beginning('ann under load')).toEqual(numbered('ann under load', 150));
  expect(beginning('bo under load')).toEqual(numbered('bo under load', 150));
  expect(after.indexOf('written while it was away')).toBeGreaterThan(after.indexOf('ann under load 149'));
  for (const each of devices) {
    expect((await each.db.log.orphans(lobby)).map(({ text }) => text)).toEqual(['only cleo wrote this']);
    await until('nothing waits', async () => ((await each.db.outbox.list()).length === 0 ? true : undefined));
  }
  // Somebody new sees the log as it is.
  const dan = await enter(at, 'dan');
  await dan.lobby();
  dan.engine.openRoom(lobby);
  const page = await until('a page is here', async () => {
    const there = await texts(dan);
    return there.includes('written while it was away') && there.length >= 100 ? there : undefined;
  });
  expect(page).toEqual(after.slice(-page.length));
});
