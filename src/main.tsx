// Composition root of the app: the only place that creates and wires things.
import { v7 as uuidv7 } from 'uuid';
import { openDb, deleteDb } from './db/db';
import { openDeviceDb, type DeviceDb } from './db/device-db';
import { log } from './log';
import { createSystemClock } from './platform/clock';
import { createWebLocks } from './platform/locks';
import { createBrowserStorage } from './platform/storage';
import { createBroadcastTabChannel } from './platform/tab-channel';
import { createBrowserWakeUps } from './platform/wake-ups';
import { mqttPath } from './protocol/accounts';
import type { DeviceId, EntryId, RoomId } from './protocol/ids';
import { createApp, createBlockedApp, storageStage } from './store/app';
import type { App, Stage } from './store/state';
import { createEngine } from './sync/engine';
import { createSession } from './sync/session';
import { createHttp } from './transport/http';
import { loadMqtt } from './transport/load-mqtt';
import { createMqttLink } from './transport/mqtt-link';
import { mountApp } from './ui/mount-app';

const randomId = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const blockedApp = (stage: Stage): App => createBlockedApp(stage, Date.now());

function wireApp(deviceDb: DeviceDb) {
  const clock = createSystemClock();
  const mqttUrl = new URL(mqttPath, location.href.replace(/^http/, 'ws'));
  const http = createHttp({ origin: location.origin, fetch: window.fetch.bind(window) });
  return createApp({
    session: createSession({
      deviceDb,
      http,
      newDeviceId: () => randomId(12) as DeviceId,
    }),
    startEngine: async (account, onStorageClosed) =>
      createEngine({
        db: await openDb(account.user, onStorageClosed),
        account,
        link: createMqttLink({ loadMqtt }),
        http,
        url: mqttUrl.href,
        clock,
        locks: createWebLocks(navigator.locks),
        channel: createBroadcastTabChannel(`onebar-${account.user}`),
        wakeUps: createBrowserWakeUps(),
        random: Math.random,
        newEntryId: () => uuidv7() as EntryId,
        trouble: log.trouble,
      }),
    storage: createBrowserStorage(navigator.storage),
    deleteData: deleteDb,
    newRoomId: () => randomId(8) as RoomId,
    clock,
    trouble: log.trouble,
  });
}

async function main(root: HTMLElement) {
  // Without a secure context the browser has no locks and no random UUIDs for us.
  if (!window.isSecureContext) {
    mountApp(root, blockedApp({ at: 'needs-https' }));
    return;
  }
  let deviceDb: DeviceDb;
  try {
    deviceDb = await openDeviceDb();
  } catch (error) {
    log.trouble('The storage could not be opened', error);
    mountApp(root, blockedApp(storageStage(error)));
    return;
  }
  const app = wireApp(deviceDb);
  mountApp(root, app);
  await app.start();
}

const root = document.getElementById('root');
if (root) void main(root);
