// Composition root of the app: the only place that creates and wires things.
import { v7 as uuidv7 } from 'uuid';
import { openDb, deleteDb } from './db/db';
import { openDeviceDb, type DeviceDb } from './db/device-db';
import { keepLanguageChoice, languageChoice } from './db/language-choice';
import { log } from './log';
import { createChunkLoader } from './ui/chunk-loader';
import { createSystemClock } from './platform/clock';
import { createBrowserInstallPrompt } from './platform/install-prompt';
import { createWebLocks } from './platform/locks';
import { createBrowserStorage } from './platform/storage';
import { createBroadcastTabChannel } from './platform/tab-channel';
import { createBrowserWakeUps } from './platform/wake-ups';
import type { DeviceId, EntryId, RoomId } from './protocol/ids';
import { createApp, storageStage } from './store/app';
import { createBlockedApp } from './store/blocked-app';
import type { Installation } from './store/installation';
import { untilLinkIsFree } from './store/link-free';
import type { Notifier } from './store/notifier';
import type { App, Stage } from './store/state';
import { createEngine } from './sync/engine';
import { createLateSession } from './sync/late-session';
import { createSignal } from './sync/signal';
import { importMqtt } from './transport/load-mqtt';
import { addressOf } from './ui/address';
import { mountApp } from './ui/mount-app';
import { isLanguage } from './ui/texts/languages';
import { speak } from './ui/texts/texts';

const randomId = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const loadAgainMs = 20_000;
const wordsAgainMs = 2_000;

const blockedApp = (stage: Stage): App => createBlockedApp(stage, Date.now());

const loadStory = createChunkLoader(
  () => import('./store/story-view'),
  ({ readStory }) => readStory,
);

const loadMessageActions = createChunkLoader(
  () => import('./store/message-actions'),
  ({ createMessageActions }) => createMessageActions,
);

const loadSearch = createChunkLoader(
  () => import('./wire-search'),
  ({ openSearch }) => openSearch,
);

function wireApp(deviceDb: DeviceDb) {
  const clock = createSystemClock();
  const place = { origin: location.origin, fetch: window.fetch.bind(window) };
  const session = createChunkLoader(
    () => import('./wire-session'),
    ({ wireSession }) => wireSession(deviceDb, place, () => randomId(12) as DeviceId),
  );
  const mqtt = createChunkLoader(importMqtt, (module) => module.default);
  const lead = createChunkLoader(
    () => import('./wire-lead'),
    ({ wireLead }) => wireLead(place, mqtt),
  );
  // Both at once, and failures are no matter: whoever needs them asks again.
  const fetchLead = () => void Promise.allSettled([lead(), mqtt()]);
  const app = createApp({
    deviceDb,
    session: createLateSession(deviceDb, session),
    loadStory,
    loadMessageActions,
    loadSearch,
    async startEngine(account, onStorageClosed) {
      // Beside the reading of the db.
      fetchLead();
      return createEngine({
        db: await openDb(account.user, onStorageClosed),
        account,
        loadLead: lead,
        clock,
        locks: createWebLocks(navigator.locks),
        channel: createBroadcastTabChannel(`onebar-${account.user}`),
        wakeUps: createBrowserWakeUps(),
        random: Math.random,
        newEntryId: () => uuidv7() as EntryId,
        trouble: log.trouble,
      });
    },
    storage: createBrowserStorage(navigator.storage),
    deleteData: deleteDb,
    newRoomId: () => randomId(8) as RoomId,
    clock,
    trouble: log.trouble,
  });
  // While somebody fills in the account form the link has nothing else to do.
  app.subscribe(({ stage }) => {
    if (stage.at !== 'signed-out') return;
    void Promise.allSettled([session()]);
    fetchLead();
  });
  // Behind all that a first visit needs, and before the link may be gone again.
  const unsubscribe = app.subscribe(({ connection }) => {
    if (connection.state === 'online') void loadMessageActions().then(unsubscribe, () => undefined);
  });
  return app;
}

async function main(root: HTMLElement, initialHref: string) {
  const prompt = createBrowserInstallPrompt(window);
  const words = wordsOfThisPage();
  // Without a secure context the browser has no locks and no random UUIDs for us.
  if (!window.isSecureContext) {
    await words;
    mountApp(root, blockedApp({ at: 'needs-https' }));
    return;
  }
  let deviceDb: DeviceDb;
  try {
    deviceDb = await openDeviceDb();
  } catch (error) {
    log.trouble('The storage could not be opened', error);
    await words;
    mountApp(root, blockedApp(storageStage(error)));
    return;
  }
  const app = wireApp(deviceDb);
  const installation = createSignal<Installation | undefined>(undefined);
  const notifier = createSignal<Notifier | undefined>(undefined);
  await words;
  const speech = { chosen: languageChoice(), keep: keepLanguageChoice };
  mountApp(root, app, { installation, notifier, speech });
  const wireInstallation = createChunkLoader(
    () => import('./wire-installation'),
    (module) => module.wireInstallation,
  );
  const wireNotifier = createChunkLoader(
    () => import('./wire-notifier'),
    (module) => module.wireNotifier,
  );
  const isKept = Boolean(navigator.serviceWorker?.controller);
  void untilLoaded()
    .then(() => untilLinkIsFree({ app, clock: createSystemClock(), isKept }))
    .then(async () => {
      installation.set((await patiently(wireInstallation))({ app, deviceDb, prompt, initialHref }));
      notifier.set((await patiently(wireNotifier))(app));
    });
  await app.start();
}

/** In the language that src/db/spoken-language.js found, and asked for already. Until it is here the page stays as it was served. */
async function wordsOfThisPage(): Promise<void> {
  const { lang } = document.documentElement;
  try {
    await speak(isLanguage(lang) ? lang : 'en');
  } catch {
    // The link was cut in the middle of it; the browser says so in its console.
    await new Promise((resolve) => setTimeout(resolve, wordsAgainMs));
    await wordsOfThisPage();
  }
}

/** On a bad link it comes at the second try, or the tenth: nobody waits for it. */
async function patiently<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    log.trouble('What stands around the app could not be loaded', error);
    await new Promise((resolve) => setTimeout(resolve, loadAgainMs));
    return patiently(load);
  }
}

async function untilLoaded(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
}

// Something that was shared, or a link from outside: before the screen asks where it is.
const initialHref = location.href;
history.replaceState(history.state, '', addressOf(initialHref));
const root = document.getElementById('root');
if (root) void main(root, initialHref);
