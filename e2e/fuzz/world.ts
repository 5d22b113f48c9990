// A broker in this process, whole but for its sockets: what strangers send goes straight into it, and people chat beside them.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untoldProxy } from '../../broker/http/http';
import { createChat, type Chat } from '../../broker/chat/chat';
import { usualLimits } from '../../broker/limit-settings';
import type { Log } from '../../broker/log';
import type { ByteStream } from '../../broker/mqtt/byte-stream';
import { createMetrics, type Metrics } from '../../broker/metrics';
import { createMqtt } from '../../broker/mqtt/mqtt';
import { openPlain } from '../../broker/plain/plain';
import { openLevelStore } from '../../broker/store/level-store';
import { catchUpWindowBytes, defaultMaxPayloadBytes, sessionExpirySec } from '../../src/protocol/limits';
import { receiptProperty } from '../../src/protocol/receipt';
import { inOrderProperty, noticesTopic } from '../../src/protocol/text-topics';
import { plainRules } from './plain-talk';

export interface World {
  readonly chat: Chat;
  readonly accept: (stream: ByteStream) => void;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What the broker did not expect. Nothing of what comes from outside may be that. */
  readonly surprises: string[];
  /** Its data folder. */
  readonly folder: string;
  stop(): Promise<void>;
  /** Stops, and deletes the folder. */
  close(): Promise<void>;
}

/** All strangers are one device, and what is held back is not read. */
const unhurried = {
  messagesPerSec: 1e6,
  messagesAtOnce: 1e6,
  asksPerSec: 1e6,
  asksAtOnce: 1e6,
  bytesPerSec: 1e9,
  bytesAtOnce: 1e9,
  wrongLoginsFree: 100,
};

/** So that queues and the place for retained messages are full now and then. */
const littlePlain = { maxQueuedMessages: 100, maxQueuedBytes: 50_000, maxRetained: 100 };

export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-fuzz-'));
  const surprises: string[] = [];
  let isStopped = false;
  const log: Log = {
    info: () => undefined,
    warn: (message, error) => {
      // A request that came to look as if a proxy had sent it, and a queue that strangers filled.
      if (message !== untoldProxy && !message.startsWith('The queue of '))
        surprises.push(`${message}: ${String(error)}`);
    },
    error: (message, error) =>
      void surprises.push(`${message}: ${error instanceof Error ? error.stack : String(error)}`),
  };
  const metrics = createMetrics();
  // Waiting for the disk is not what is looked for here.
  const store = await openLevelStore({ path: folder, clock: Date.now, log, sync: false });
  const chat = await createChat({
    store,
    fanOut: () => mqtt.fanOut,
    clock: Date.now,
    registration: { mode: 'open', firstAccount: 'is-admin' },
    plain: { rules: plainRules, anonymous: false },
    limits: { maxPayloadBytes: defaultMaxPayloadBytes, ...unhurried },
    metrics,
    log,
  });
  const plain = await openPlain({
    store,
    access: chat.plainAccess.check,
    isSignedOut: chat.plainAccess.isSignedOut,
    hasSession: chat.plainAccess.hasSession,
    limits: { ...usualLimits, ...littlePlain },
    clock: Date.now,
    random: randomBytes,
    metrics,
    log,
  });
  const mqtt = createMqtt({
    application: chat.application,
    plain,
    limits: {
      maxPayloadBytes: defaultMaxPayloadBytes,
      catchUpWindowBytes,
      maxSessionExpirySec: sessionExpirySec,
    },
    clock: Date.now,
    log,
    metrics,
    receiptProperty,
    noticesTopic,
    inOrderProperty,
  });

  return {
    chat,
    accept: mqtt.accept,
    log,
    metrics,
    surprises,
    folder,
    stop,
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    await mqtt.close();
    await plain.close();
    await chat.close();
    await store.close();
  }
}
