// The link over MQTT.js 5: one client object for each connection, so that no callback of an earlier connection can ever
// acknowledge a packet of a later one, and MQTT.js's in-flight store and reconnect loop stay out of the way (the outbox is the queue).
import type { IClientOptions, IPublishPacket, MqttClient, Packet } from 'mqtt';
import { closeCodeOf } from '../protocol/close-code';
import { defaultMaxPayloadBytes, keepaliveSec, sessionExpirySec } from '../protocol/limits';
import { isPermanent, isTooFast } from '../protocol/refusal';
import { adminProperty, epochProperty, maxPayloadProperty, receiptProperty } from '../protocol/receipt';
import { createPacketCounter } from './count-packets';
import type { Connection, ConnectionEvents, DialRequest, DialResult, Link, Puback } from './link';

/** What is used of the module `mqtt`, loaded lazily: it is larger than the rest of the app. */
export interface MqttModule {
  connect(url: string, options: IClientOptions): MqttClient;
}

const connectTimeoutMs = 30_000;
/** More rooms than anybody hears of in one connection; what it costs is the same for every number. */
const topicAliasMaximum = 1024;
const takenOver = 0x8e;
/** A PINGREQ in its WebSocket frame. */
const pingBytes = 8;
const administrativeAction = 0x98;
/** In a SUBACK: implementation specific (disk full, …), quota exceeded. */
const refusedForNowCodes = new Set([0x83, 0x97]);
const notAuthorizedCodes = new Set([0x86, 0x87]);

export function createMqttLink({ loadMqtt }: { loadMqtt: () => Promise<MqttModule> }): Link {
  return {
    async dial(request, events, abort) {
      let mqtt: MqttModule;
      try {
        mqtt = await loadMqtt();
      } catch {
        // The lazy chunk did not come: the network is what is missing.
        return { outcome: 'unreachable' };
      }
      if (abort.aborted) return { outcome: 'unreachable' };
      return await dialOnce(mqtt, request, events, abort);
    },
  };
}

function dialOnce(
  mqtt: MqttModule,
  request: DialRequest,
  events: ConnectionEvents,
  abort: AbortSignal,
): Promise<DialResult> {
  const client = mqtt.connect(request.url, {
    protocolVersion: 5,
    clean: false,
    clientId: request.clientId,
    username: request.username,
    password: request.token,
    keepalive: keepaliveSec,
    connectTimeout: connectTimeoutMs,
    manualConnect: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // Otherwise the first packet waits until 65,536 numbers are made ready.
    writeCache: false,
    // A room is named once in each connection and direction; then two bytes stand for its topic.
    autoAssignTopicAlias: true,
    properties: { sessionExpiryInterval: sessionExpirySec, topicAliasMaximum },
  });
  let over = false;
  let closedWhy: 'lost' | 'taken-over' | 'session-ended' = 'lost';
  /** The broker's sentence: of MQTT.js's errors none has it. */
  let reason: string | undefined;
  let connection: ReturnType<typeof createConnection> | undefined;
  let topic = '';
  const counter = createPacketCounter((...carried) => events.carried?.(...carried));

  return new Promise((resolve) => {
    const end = (result: DialResult, tell: boolean) => {
      if (over) return;
      over = true;
      // The signal lives as long as the dialer: a listener left on it would keep every client that ever failed.
      abort.removeEventListener('abort', onAbort);
      client.end(true);
      connection?.loseAll();
      if (connection && tell) events.closed(closedWhy, reason);
      resolve(result);
    };
    const onAbort = () => {
      if (!connection) end({ outcome: 'unreachable' }, false);
    };

    abort.addEventListener('abort', onAbort);
    client.on('packetreceive', (packet: Packet) => {
      if (over) return;
      counter.received(packet);
      // A slow link shows life packet by packet; without this MQTT.js ends a link in the middle of a download.
      client.reschedulePing(true);
      if (packet.cmd === 'connack' || packet.cmd === 'disconnect') reason = packet.properties?.reasonString;
      connection?.notePacket(packet);
    });
    client.on('packetsend', (packet: Packet) => {
      if (over) return;
      counter.sent(packet);
      if (packet.cmd === 'pingreq') connection?.notePing();
    });
    client.on('connect', (connack) => {
      abort.removeEventListener('abort', onAbort);
      const properties = connack.properties?.userProperties;
      connection = createConnection(client, events, (tell) => end({ outcome: 'unreachable' }, tell), {
        sessionPresent: connack.sessionPresent,
        epoch: first(properties?.[epochProperty]),
        maxPayloadBytes: Number(first(properties?.[maxPayloadProperty])) || defaultMaxPayloadBytes,
        isAdmin: properties?.[adminProperty] !== undefined,
      });
      resolve({ outcome: 'connected', connection });
    });
    client.on('disconnect', (packet) => {
      if (packet.reasonCode === takenOver) closedWhy = 'taken-over';
      if (notAuthorizedCodes.has(packet.reasonCode ?? 0) || packet.reasonCode === administrativeAction)
        closedWhy = 'session-ended';
    });
    client.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
      if (!connection && code !== undefined)
        end(
          {
            outcome: 'refused',
            notAuthorized: notAuthorizedCodes.has(code),
            reason: reason ?? error.message,
          },
          false,
        );
      else end({ outcome: 'unreachable' }, true);
    });

    // The packet that `handleMessage` is given keeps the topic empty when it came as an alias. This is called just before, with its name.
    client.on('message', (name) => {
      topic = name;
    });
    client.handleMessage = (packet, callback) => {
      if (over || packet.cmd !== 'publish') return;
      const payload =
        typeof packet.payload === 'string' ? new TextEncoder().encode(packet.payload) : packet.payload;
      events.message(topic, payload, connection?.epoch).then(
        () => {
          if (!over) callback();
        },
        // Not kept, so not acknowledged: MQTT.js would skip one PUBACK and send later ones, hence the whole connection goes.
        () => end({ outcome: 'unreachable' }, true),
      );
    };
    client.connect();
    const heard = () => {
      if (!over) events.heard();
    };
    client.stream.on('close', (closeCode?: number) => {
      if (closeCode === closeCodeOf(takenOver)) closedWhy = 'taken-over';
      end({ outcome: 'unreachable' }, true);
    });
    // A packet that is still coming in counts as life too, and so does, in a browser, the socket that opens.
    client.stream.on('data', heard);
    client.stream.on('connect', heard);
  });
}

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function createConnection(
  client: MqttClient,
  events: ConnectionEvents,
  end: (tell: boolean) => void,
  accepted: Pick<Connection, 'sessionPresent' | 'epoch' | 'maxPayloadBytes' | 'isAdmin'>,
): Connection & { notePacket(packet: Packet): void; notePing(): void; loseAll(): void } {
  // MQTT.js hands a successful publisher its own PUBLISH back, not the PUBACK; so the PUBACK is caught on the way in.
  const receiptByPacketId = new Map<number, string>();
  const losePending = new Set<() => void>();
  let lost = false;
  const fail = () => end(true);
  let unansweredBytes = 0;
  let pingSentAtMs: number | undefined;

  const notePacket = (packet: Packet) => {
    if (packet.cmd === 'pingresp' && pingSentAtMs !== undefined) {
      if (losePending.size === 0) events.measured(performance.now() - pingSentAtMs);
      pingSentAtMs = undefined;
    }
    if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
    const receipt = first(packet.properties?.userProperties?.[receiptProperty]);
    if (receipt !== undefined) receiptByPacketId.set(packet.messageId, receipt);
  };

  /** A promise that the link's end settles too: MQTT.js forgets its callbacks then. `bytes` wait for an answer meanwhile. */
  const pending = <T>(bytes: number, ifLost: T, start: (settle: (value: T) => void) => void): Promise<T> =>
    new Promise((resolve) => {
      if (lost) return resolve(ifLost);
      const lose = () => resolve(ifLost);
      const sentAtMs = losePending.size === 0 ? performance.now() : undefined;
      losePending.add(lose);
      unansweredBytes += bytes;
      start((value) => {
        losePending.delete(lose);
        unansweredBytes -= bytes;
        if (sentAtMs !== undefined) events.measured(performance.now() - sentAtMs);
        resolve(value);
      });
      events.expecting();
    });

  return {
    ...accepted,
    notePacket,
    notePing() {
      pingSentAtMs = performance.now();
      events.expecting();
    },
    loseAll() {
      lost = true;
      for (const lose of losePending) lose();
      losePending.clear();
    },
    publish: (topic, payload) =>
      pending<Puback>(payload.length, { outcome: 'lost' }, (settle) => {
        client.publish(topic, payload as Buffer, { qos: 1 }, (error, packet) => {
          if (!error) {
            const packetId = (packet as IPublishPacket).messageId ?? 0;
            const receipt = receiptByPacketId.get(packetId);
            receiptByPacketId.delete(packetId);
            settle({ outcome: 'accepted', receipt });
          } else if ('code' in error && typeof error.code === 'number') {
            settle({
              outcome: 'refused',
              permanent: isPermanent(error.code),
              ...(isTooFast(error.code) && { tooFast: true }),
              reason: (packet && reasonOf(packet)) ?? error.message,
            });
          } else {
            settle({ outcome: 'lost' });
            // It never left, and what was lost is sent again on another connection only.
            fail();
          }
        });
      }),
    signal(topic, payload) {
      if (!lost) client.publish(topic, payload as Buffer, { qos: 0 });
    },
    subscribe: (topics) =>
      pending<readonly string[] | undefined>(topics.join('').length, undefined, (settle) => {
        const filters = Object.fromEntries(topics.map((topic) => [topic, { qos: 1 as const, nl: true }]));
        // On an error too, the SUBACK is handed over: which of the topics were refused stands only there.
        client.subscribe(filters, (_error, _grants, suback) => {
          const codes = topics.map((_, index) => Number(suback?.granted[index]));
          // The session would be deaf there for good; on another connection it asks again.
          if (codes.some((code) => refusedForNowCodes.has(code))) fail();
          else settle(suback && topics.filter((_, index) => codes[index]! >= 0x80));
        });
      }),
    unsubscribe(topics) {
      if (!lost) client.unsubscribe([...topics]);
    },
    probe() {
      if (!lost) client.sendPing();
    },
    unansweredBytes: () => unansweredBytes + (pingSentAtMs === undefined ? 0 : pingBytes),
    close: () => end(false),
  };
}

const reasonOf = (packet: Packet): string | undefined =>
  'properties' in packet && packet.properties && 'reasonString' in packet.properties
    ? packet.properties.reasonString
    : undefined;
