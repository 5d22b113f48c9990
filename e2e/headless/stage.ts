// The stage of a story without a browser: a broker in this process, a weak network in front of it, and devices that end with them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBroker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Addresses, type Device, type DeviceOptions } from './device';

export interface Stage {
  readonly weak: WeakNetwork;
  readonly steady: Addresses;
  /** Through the weak network, also what a device would POST on waking. */
  readonly shaky: Addresses;
  /** One that is online. */
  device(
    addresses: Addresses,
    name?: string,
    how?: 'create' | 'sign-in',
    options?: DeviceOptions,
  ): Promise<Device>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const read = readConfig({ PORT: '0', DATA_DIR: folder }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const broker = await createBroker(read.config, { log: createLog(() => undefined, Date.now) });
  const origin = broker.url.slice(0, -1);
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: Number(new URL(origin).port) } });
  const devices: Device[] = [];

  return {
    weak,
    steady: { http: origin, mqtt: origin },
    shaky: { http: weak.url, mqtt: weak.url },
    device: async (addresses, name = newName('person'), how = 'create', options = {}) => {
      const made = await createDevice(addresses, name, how, options);
      devices.push(made);
      await made.online();
      return made;
    },
    close: async () => {
      for (const each of devices) each.stop();
      await weak.close();
      await broker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
