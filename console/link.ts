// The link of the console: dials, and dials again, one MQTT.js client for each connection, so that no callback of an earlier one
// can ever count for a later one. Its session outlives it, so the broker keeps what is missed.
import mqtt, { type IClientOptions, type MqttClient, type Packet } from 'mqtt';
import { defaultMaxPayloadBytes, keepaliveSec, sessionExpirySec } from '../src/protocol/limits';
import { maxPayloadProperty } from '../src/protocol/receipt';
import { inOrderProperty } from '../src/protocol/text-topics';
import { isPermanent } from '../src/protocol/refusal';

export interface LinkDeps {
  readonly url: string;
  readonly clientId: string;
  readonly username: string;
  readonly token: string;
  /** What to hear; `undefined`: nothing, and then no session is kept. */
  readonly topic: string | undefined;
  readonly events: {
    online(connected: { readonly sessionPresent: boolean }): void;
    /** Resolves when it is shown: only then it is acknowledged. */
    line(payload: Uint8Array): Promise<void>;
    /** `retryMs`: when it dials again. */
    offline(why: string, retryMs: number): void;
    /** It will not dial again. */
    over(why: string, is: 'signed-out' | 'other'): void;
  };
}

export type Answer = { readonly is: 'stored' } | { readonly is: 'refused' | 'later'; readonly why: string };

export interface Publish {
  readonly topic: string;
  readonly text: string;
  /** 1 to `maxPacketId`, and of nothing else that is not answered. */
  readonly packetId: number;
  /** It may have been sent before, on another connection. */
  readonly dup: boolean;
}

export interface Link {
  readonly isOnline: () => boolean;
  /** At QoS 1. Its answer never comes when the connection ends before. */
  publish(message: Publish, answered: (answer: Answer) => void): void;
  /** With a farewell, which says that nothing will be sent again. */
  close(withFarewell: boolean): Promise<void>;
}

export const maxPacketId = 0xfffe;

const connectTimeoutMs = 20_000;
/** Full jitter below the second one, which doubles from the first one on. */
const firstRetryMs = 1000;
const longestRetryMs = 15_000;
/** Something is not answered and nothing came in for so long: the link is dead, whatever TCP says. */
const silenceMs = 20_000;
const lookEveryMs = 1000;

const takenOver = 0x8e;
const unavailable = 0x88;
const isCredentials = (code: number) => code === 0x86 || code === 0x87 || code === 0x98;
/** Server unavailable, busy, shutting down, quota, connection rate. */
const passes = new Set([0x83, 0x88, 0x89, 0x8b, 0x97, 0x9f]);

export function createLink({ url, clientId, username, token, topic, events }: LinkDeps): Link {
  let client: MqttClient | undefined;
  let isOnline = false;
  let isClosed = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let heardAtMs = 0;
  let maxPayloadBytes = defaultMaxPayloadBytes;
  /** When each PUBLISH that is not answered was sent. */
  let unanswered = new Set<{ readonly sentAtMs: number }>();
  let giveUp: (why: string) => void = () => {};
  const packetIds = createPacketIds();
  const watch = setInterval(() => {
    const [oldest] = unanswered;
    if (oldest && performance.now() - Math.max(oldest.sentAtMs, heardAtMs) > silenceMs)
      giveUp('nothing comes through');
  }, lookEveryMs);

  dial();

  function dial(): void {
    const dialed = mqtt.connect(url, {
      protocolVersion: 5,
      clientId,
      username,
      password: token,
      clean: topic === undefined,
      properties: {
        sessionExpiryInterval: topic === undefined ? 0 : sessionExpirySec,
        // Many lines are on their way at once: behind one that is refused for now none may be taken.
        userProperties: { [inOrderProperty]: '1' },
      },
      keepalive: keepaliveSec,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: 0,
      manualConnect: true,
      resubscribe: false,
      queueQoSZero: false,
      messageIdProvider: packetIds,
    });
    client = dialed;
    unanswered = new Set();
    let reason: string | undefined;
    let isEnded = false;
    giveUp = end;

    function end(why: string, permanent?: 'signed-out' | 'other'): void {
      if (isEnded || isClosed) return;
      isEnded = true;
      isOnline = false;
      unanswered.clear();
      dialed.end(true);
      if (permanent) {
        stop();
        events.over(why, permanent);
        return;
      }
      const mostMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures++);
      const retryMs = Math.round(mostMs / 2 + (Math.random() * mostMs) / 2);
      retry = setTimeout(dial, retryMs);
      events.offline(why, retryMs);
    }

    dialed.on('packetreceive', (packet: Packet) => {
      heardAtMs = performance.now();
      if (packet.cmd === 'connack' || packet.cmd === 'disconnect') reason = packet.properties?.reasonString;
    });
    dialed.on('connect', ({ sessionPresent, properties }) => {
      if (isEnded || isClosed) return;
      const told = properties?.userProperties?.[maxPayloadProperty];
      maxPayloadBytes = Number(Array.isArray(told) ? told[0] : told) || defaultMaxPayloadBytes;
      const ready = () => {
        if (isEnded || isClosed) return;
        failures = 0;
        isOnline = true;
        events.online({ sessionPresent });
      };
      if (topic === undefined) return ready();
      packetIds.next = maxPacketId + 1;
      // Also when the session is there: it may be from before the room was known to it. Its cursor stays where it is.
      dialed.subscribe({ [topic]: { qos: 1, nl: true } }, (_error, _grants, suback) => {
        const code = Number(suback?.granted[0] ?? unavailable);
        if (code < 0x80) return ready();
        if (passes.has(code)) return end('the server cannot take the subscription now');
        end('There is no such room for you: it does not exist, or you are not in it.', 'other');
      });
    });
    dialed.on('disconnect', ({ reasonCode = 0 }) => {
      if (reasonCode === takenOver)
        end(
          'Another program uses the same client id, so this one stops. Give one of them --client-id.',
          'other',
        );
      else if (isCredentials(reasonCode)) end(reason ?? 'The server ended this sign-in.', 'signed-out');
      else end(reason ?? 'the server ended the connection');
    });
    dialed.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
      if (code === undefined || isOnline) return end(plainly(error));
      if (isCredentials(code)) return end(reason ?? error.message, 'signed-out');
      if (passes.has(code)) return end(reason ?? error.message);
      end(reason ?? error.message, 'other');
    });
    dialed.on('close', () => end('the connection is gone'));
    dialed.handleMessage = (packet, done) => {
      if (isEnded || packet.cmd !== 'publish') return;
      const { payload } = packet;
      void events.line(typeof payload === 'string' ? Buffer.from(payload) : payload).then(() => {
        if (!isEnded) done();
      });
    };
    dialed.connect();
  }

  function stop(): void {
    isClosed = true;
    clearTimeout(retry);
    clearInterval(watch);
  }

  return {
    isOnline: () => isOnline,
    publish({ topic: to, text, packetId, dup }, answered) {
      const sender = client;
      if (!sender || !isOnline) return;
      // MQTT.js would end the connection over it, and the next one, and the one after that.
      if (Buffer.byteLength(text) > maxPayloadBytes)
        return answered({ is: 'refused', why: `It is longer than ${maxPayloadBytes} bytes.` });
      const sent = { sentAtMs: performance.now() };
      unanswered.add(sent);
      packetIds.next = packetId;
      sender.publish(to, text, { qos: 1, dup }, (error, packet) => {
        if (sender !== client) return;
        if (!error) {
          unanswered.delete(sent);
          return answered({ is: 'stored' });
        }
        const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
        // The connection ended; what is not answered is sent again on the next one.
        if (code === undefined) return;
        unanswered.delete(sent);
        const why = (packet?.cmd === 'puback' ? packet.properties?.reasonString : undefined) ?? error.message;
        answered({ is: isPermanent(code) ? 'refused' : 'later', why });
      });
    },
    async close(withFarewell) {
      stop();
      isOnline = false;
      const last = client;
      // A farewell that nobody takes must not keep the terminal.
      if (!last?.connected || !withFarewell) last?.end(true);
      else await Promise.race([last.endAsync(), new Promise((resolve) => setTimeout(resolve, 1000))]);
    },
  };
}

/**
 * The sender's own, so that a message that is sent again has the one that it had, also after a restart: by that, and by DUP, the server
 * knows it. The subscription goes before all of them.
 */
function createPacketIds(): NonNullable<IClientOptions['messageIdProvider']> & { next: number } {
  let last: number | null = null;
  const packetIds = {
    next: maxPacketId + 1,
    allocate: () => (last = packetIds.next),
    getLastAllocated: () => last,
    register: () => true,
    deallocate: () => {},
    clear: () => {
      packetIds.next = maxPacketId + 1;
    },
  };
  return packetIds;
}

/** The system's words are for programmers. */
function plainly(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'nobody answers there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'that name is not known';
  const { message } = error;
  if (message === '') return 'the connection failed';
  return message.charAt(0).toLowerCase() + message.slice(1);
}
