// Puts the broker together: store → chat → mqtt → http. main.ts runs one; tests run as many as they like, each on a free port.
import { catchUpWindowBytes, maxFrameBytes, sessionExpirySec } from '../src/protocol/limits';
import { receiptProperty } from '../src/protocol/receipt';
import { createChat } from './chat/chat';
import type { Config } from './config';
import { readAppFiles } from './http/app-files';
import { createHttp } from './http/http';
import { createLog, type Log } from './log';
import { createMqtt } from './mqtt/mqtt';
import { createWebSocketListener } from './mqtt/websocket-listener';
import type { OpenDatabase } from './store/database';
import { openLevelStore } from './store/level-store';
import { StoreError } from './store/store-error';

export interface Broker {
  /** Where the app is, with a slash at the end. */
  readonly url: string;
  /** Who may make an account, and with what the first one is made, in sentences for the one who started it. */
  readonly registration: readonly string[];
  /**
   * Stops accepting, says DISCONNECT to the clients, writes what is waiting, closes the store. Takes 5 s at most;
   * calling it again gives the same promise. Never rejects: what goes wrong is in the log.
   */
  close(): Promise<void>;
}

export interface BrokerOverrides {
  readonly openDatabase?: OpenDatabase | undefined;
  /** Unix ms. */
  readonly clock?: () => number;
  readonly log?: Log;
}

/** Why the broker cannot start, in a sentence for the one who starts it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Together less than the 5 s that a broker may take to close. */
const goodbyeMs = { network: 2000, chat: 1000, store: 1500 };

/** Rejects with a `StartError` when the settings or the machine are at fault. */
export async function createBroker(
  config: Config,
  {
    openDatabase,
    clock = Date.now,
    log = createLog((line) => process.stderr.write(line), clock),
  }: BrokerOverrides = {},
): Promise<Broker> {
  const { host, port, dataDir, maxPayloadBytes, sync, registration, appDir } = config;
  let closed: Promise<void> | undefined;

  if (!sync) log.warn('SYNC is off: a crash of the machine may lose messages that were acknowledged last');
  const appFiles = await readAppFiles(appDir);
  const store = await openLevelStore({
    path: dataDir,
    clock: fromNextSecond(clock),
    log,
    sync,
    ...(openDatabase && { openDatabase }),
  }).catch((error: unknown) => {
    throw inWords(error, config);
  });
  const chat = await createChat({
    store,
    // chat and mqtt know each other; chat comes first and calls back only when mqtt is there.
    fanOut: () => mqtt.fanOut,
    clock,
    limits: { maxPayloadBytes },
    registration,
    log,
  }).catch(async (error: unknown) => {
    await store.close();
    throw inWords(error, config);
  });
  const mqtt = createMqtt({
    application: chat.application,
    limits: { maxPayloadBytes, catchUpWindowBytes, maxSessionExpirySec: sessionExpirySec },
    clock,
    log,
    receiptProperty,
  });
  const webSockets = createWebSocketListener({
    accept: mqtt.accept,
    maxFrameBytes,
    // A client may put many packets into one WebSocket message, and the longest one must fit.
    maxMessageBytes: 1024 * 1024 + maxPayloadBytes,
  });
  const http = createHttp({
    accounts: chat.accounts,
    outbox: chat.outbox,
    appFiles,
    handleUpgrade: webSockets.handleUpgrade,
    log,
  });

  const openPort = await http.listen(host, port).catch(async (error: unknown) => {
    await close();
    throw inWords(error, config);
  });
  const url = urlOf(host, openPort);
  return { url, registration: registrationInWords(config, url, chat.setupToken()), close };

  function close(): Promise<void> {
    closed ??= closeAll();
    return closed;
  }

  async function closeAll(): Promise<void> {
    http.stopAccepting();
    await inTime('the connections', goodbyeMs.network, async () => {
      await mqtt.close();
      await Promise.all([webSockets.close(), http.close()]);
    });
    await inTime('the chat', goodbyeMs.chat, () => chat.close());
    await inTime('the store', goodbyeMs.store, () => store.close());
  }

  /** Whatever one part does, the next one gets its turn: the store above all. */
  async function inTime(what: string, limitMs: number, closePart: () => Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log.error(`${what} did not close within ${limitMs} ms`);
        resolve();
      }, limitMs);
    });
    const done = closePart().catch((error: unknown) => log.error(`${what} did not close`, error));
    await Promise.race([done, late]);
    clearTimeout(timer);
  }
}

/**
 * A log that was just set back to an older copy may have given times of this second before, to entries that are no more. It gives
 * none of them again: by place, id and time devices tell what both have (sync/rejoin.ts).
 */
function fromNextSecond(clock: () => number): () => number {
  const firstMs = (Math.floor(clock() / 1000) + 1) * 1000;
  return () => Math.max(clock(), firstMs);
}

function urlOf(host: string, port: number): string {
  // "All addresses" is none that a browser could open.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/`;
}

function registrationInWords(
  { registration: { mode }, proxies }: Config,
  url: string,
  setupToken: string | undefined,
): string[] {
  const said = `New accounts (REGISTRATION): ${modesInWords[mode]}.`;
  if (setupToken === undefined) return [said];
  const where = proxies > 0 ? ` (with the address under which people know it instead of ${url})` : '';
  return [
    said,
    `The first account, the server's admin, is made here, once${where}: ${url}#/setup/${setupToken}`,
  ];
}

const modesInWords = {
  open: 'open, for everybody who comes to this address',
  invite: 'by invite',
  closed: 'closed',
} as const;

/** What is no fault of the settings or the machine stays as it is. */
function inWords(error: unknown, { host, port }: Config): unknown {
  if (error instanceof StoreError) return new StartError(error.message, { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(`PORT ${port} is in use by another program; set PORT to another number.`);
    case 'EACCES':
      return new StartError(`PORT ${port} is not allowed for this user; set PORT to a number above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        `HOST ${host} is not an address of this machine; set HOST to one, or to 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}
