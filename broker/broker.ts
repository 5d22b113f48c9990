// Puts the broker together: store → chat → mqtt → http. main.ts runs one; tests run as many as they like, each on a free port.
import { randomBytes } from 'node:crypto';
import { closeCodeOf } from '../src/protocol/close-code';
import { catchUpWindowBytes, maxFrameBytes, sessionExpirySec } from '../src/protocol/limits';
import { receiptProperty } from '../src/protocol/receipt';
import { inOrderProperty, noticesTopic } from '../src/protocol/text-topics';
import { openAdminDoor, type AdminDoor } from './admin/admin-door';
import { createDoorAnswers } from './admin/door-answers';
import { createChat } from './chat/chat';
import type { Config, Listening } from './config';
import { readAppFiles } from './http/app-files';
import { readCertificate } from './http/certificate';
import { createDoor } from './http/door';
import { createHttp } from './http/http';
import { askMetrics } from './http/metrics-request';
import { openMetricsPort, type MetricsPort } from './http/metrics-port';
import { createMetricsText } from './http/metrics-text';
import { createLog, type Log } from './log';
import { createMetrics } from './metrics';
import { createMqtt } from './mqtt/mqtt';
import { createTcpListener, type TcpListener } from './mqtt/tcp-listener';
import { createWebSocketListener } from './mqtt/websocket-listener';
import { openPlain } from './plain/plain';
import type { OpenDatabase } from './store/database';
import { openLevelStore } from './store/level-store';
import { registrationInWords, startProblem, StartError, urlOf, type PortSetting } from './start-words';
import { writeBackup } from './store/write-backup';

export interface Broker {
  /** Where the app is, with a slash at the end. */
  readonly url: string;
  /** Reads TLS_CERT and TLS_KEY again, for the connections to come. What is wrong with them is in the log, and the old ones stay. */
  reloadCertificate(): Promise<void>;
  /** Where MQTT is spoken without WebSocket, like `mqtt://127.0.0.1:1883`. */
  readonly mqttUrls: readonly string[];
  /** Where /metrics is on a port of its own. */
  readonly metricsUrl: string | undefined;
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

/** Together less than the 5 s that a broker may take to close. */
const goodbyeMs = { network: 2000, plain: 400, chat: 1000, store: 1500 };

/** Rejects with a `StartError` when the settings or the machine are at fault. */
export async function createBroker(
  config: Config,
  {
    openDatabase,
    clock = Date.now,
    log = createLog((line) => process.stderr.write(line), clock),
  }: BrokerOverrides = {},
): Promise<Broker> {
  const {
    host,
    port,
    mqttTcp,
    mqttTls,
    dataDir,
    maxPayloadBytes,
    sync,
    registration,
    retention,
    proxies,
    limits,
    appDir,
  } = config;
  const metrics = createMetrics();
  let closed: Promise<void> | undefined;
  let metricsPort: MetricsPort | undefined;
  let adminDoor: AdminDoor | undefined;
  const mqttListeners: TcpListener[] = [];

  if (config.anonymous)
    log.warn('ANONYMOUS is on: whoever reaches the broker may use its plain topics without a login');
  if (!sync) log.warn('SYNC is off: a crash of the machine may lose messages that were acknowledged last');
  const certificate = await readGivenCertificate();
  if (certificate?.ok === false) throw new StartError(certificate.problem);
  const appFiles = await readAppFiles(appDir);
  const store = await openLevelStore({
    path: dataDir,
    clock: fromNextSecond(clock),
    log,
    sync,
    counts: metrics.counts,
    ...(openDatabase && { openDatabase }),
  }).catch((error: unknown) => {
    throw startProblem(error, config);
  });
  const chat = await createChat({
    store,
    // chat and mqtt know each other; chat comes first and calls back only when mqtt is there.
    fanOut: () => mqtt.fanOut,
    clock,
    limits: { ...config.limits, maxPayloadBytes },
    registration,
    metrics,
    retention,
    plain: { rules: config.plainRules, anonymous: config.anonymous },
    log,
  }).catch(async (error: unknown) => {
    await store.close();
    throw startProblem(error, config);
  });
  const plain = await openPlain({
    store,
    access: chat.plainAccess.check,
    isSignedOut: chat.plainAccess.isSignedOut,
    hasSession: chat.plainAccess.hasSession,
    limits,
    clock,
    random: randomBytes,
    metrics,
    log,
  }).catch(async (error: unknown) => {
    await chat.close();
    await store.close();
    throw startProblem(error, config);
  });
  const mqtt = createMqtt({
    application: chat.application,
    plain,
    limits: {
      maxPayloadBytes,
      catchUpWindowBytes,
      maxSessionExpirySec: sessionExpirySec,
      connectTimeoutMs: limits.connectTimeoutSec * 1000,
      maxConnectionsPerUser: limits.maxConnectionsPerUser,
      maxSubscriptions: limits.maxSubscriptions,
      maxUnsentBytes: limits.maxUnsentBytes,
      stalledReaderMs: limits.stalledReaderSec * 1000,
      maxKeepaliveSec: limits.maxKeepaliveSec,
    },
    clock,
    log,
    metrics,
    receiptProperty,
    noticesTopic,
    inOrderProperty,
  });
  const door = createDoor({ limits, proxies, metrics });
  const webSockets = createWebSocketListener({
    accept: mqtt.accept,
    signedIn: door.signedIn,
    maxFrameBytes,
    // A client may put many packets into one WebSocket message, and the longest one must fit.
    maxMessageBytes: 1024 * 1024 + maxPayloadBytes,
    closeCodeOf,
  });
  const isMeasured = config.metrics.port !== undefined || config.metrics.token !== undefined;
  const metricsText = isMeasured ? createMetricsText(metrics) : undefined;
  const http = createHttp({
    accounts: chat.accounts,
    outbox: chat.outbox,
    registrationKind: chat.registrationKind,
    appFiles,
    handleUpgrade: webSockets.handleUpgrade,
    door,
    origins: { proxies, allowed: config.allowedOrigins },
    certificate: certificate?.certificate,
    limits: {
      headersTimeoutMs: limits.connectTimeoutSec * 1000,
      requestTimeoutMs: limits.requestTimeoutSec * 1000,
      maxBodyBytes: limits.maxBodyBytes,
    },
    metrics,
    metricsPage:
      metricsText && config.metrics.token !== undefined
        ? (request) => askMetrics(metricsText, String(config.metrics.token), request)
        : undefined,
    log,
  });

  const openPort = await http.listen(host, port).catch((error: unknown) => failed(error));
  if (metricsText && config.metrics.port !== undefined)
    metricsPort = await openMetricsPort(config.metrics.port, metricsText).catch((error: unknown) =>
      failed(error, 'METRICS_PORT'),
    );
  const url = urlOf(certificate ? 'https' : 'http', host, openPort);
  const mqttUrls = [
    ...(mqttTcp ? [await openMqtt('MQTT_TCP', mqttTcp)] : []),
    ...(mqttTls ? [await openMqtt('MQTT_TLS', mqttTls)] : []),
  ];
  adminDoor = await openAdminDoor({
    dataDir,
    answer: createDoorAnswers({
      ...chat,
      url,
      epoch: () => store.epoch,
      backup: () => writeBackup(store.snapshot(), { epoch: store.epoch, madeAtMs: clock(), path: dataDir }),
      clock,
      random: randomBytes,
    }),
    log,
  });
  return {
    url,
    mqttUrls,
    metricsUrl: metricsPort?.url,
    registration: registrationInWords(config, url, chat.setupToken()),
    reloadCertificate,
    close,
  };

  async function openMqtt(setting: 'MQTT_TCP' | 'MQTT_TLS', at: Listening): Promise<string> {
    const listener = createTcpListener({
      accept: mqtt.accept,
      arrived: door.arrived,
      signedIn: door.signedIn,
      certificate: setting === 'MQTT_TLS' && certificate?.ok ? certificate.certificate : undefined,
      handshakeTimeoutMs: limits.connectTimeoutSec * 1000,
      log,
    });
    mqttListeners.push(listener);
    const opened = await listener.listen(at.host, at.port).catch((error: unknown) => failed(error, setting));
    return urlOf(setting === 'MQTT_TLS' ? 'mqtts' : 'mqtt', at.host, opened).slice(0, -1);
  }

  async function readGivenCertificate() {
    const read = config.certificate && (await readCertificate(config.certificate, clock()));
    if (read?.ok && read.warning !== undefined) log.warn(read.warning);
    return read;
  }

  async function reloadCertificate(): Promise<void> {
    const read = await readGivenCertificate();
    if (!read) return;
    if (read.ok) {
      http.replaceCertificate(read.certificate);
      for (const listener of mqttListeners) listener.replaceCertificate(read.certificate);
      log.info('TLS_CERT and TLS_KEY were read again');
    } else log.error(`the certificate stays as it was: ${read.problem}`);
  }

  async function failed(error: unknown, setting?: PortSetting): Promise<never> {
    await close();
    throw startProblem(error, config, setting);
  }

  function close(): Promise<void> {
    closed ??= closeAll();
    return closed;
  }

  async function closeAll(): Promise<void> {
    http.stopAccepting();
    for (const listener of mqttListeners) listener.stopAccepting();
    await adminDoor?.close();
    await inTime('the connections', goodbyeMs.network, async () => {
      await mqtt.close();
      await Promise.all([
        webSockets.close(),
        http.close(),
        metricsPort?.close(),
        ...mqttListeners.map((listener) => listener.close()),
      ]);
      metricsText?.close();
    });
    await inTime('the plain topics', goodbyeMs.plain, () => plain.close());
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
