// The protocol half of the broker: takes byte streams, speaks MQTT 5 and 3.1.1 on them, and asks the application for everything else.
import { randomBytes } from 'node:crypto';
import type { Application, FanOut } from '../application';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Plain } from '../plain/plain';
import type { ByteStream } from './byte-stream';
import { createConnackEncoder } from './connack-encoder';
import { Connection, type ConnectionDeps } from './connection';
import type { MqttContext } from './context';
import { handlePacket } from './handlers/handle-packet';
import { refuseTooLong } from './handlers/too-long';
import { defaultLimits, type MqttLimits } from './limits';
import type { LiveSession } from './live-session';
import { createLoad } from './load';
import { createPacketDecoder } from './packet-codec';
import { reasonCode } from './reason-codes';
import { sessionRecord, type Subscription } from './session';
import { createSessionConnections } from './session-connections';
import { createSessionKeeper } from './session-keeper';
import { createSubscriptions } from './subscriptions';

export interface MqttDeps {
  readonly application: Application;
  readonly plain: Plain;
  readonly limits: Pick<MqttLimits, 'maxPayloadBytes'> & Partial<MqttLimits>;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Name of PUBACK's user property that carries `PublishAnswer.receipt`. */
  readonly receiptProperty: string;
  /** Where a client that subscribed to it hears of a refusal that no packet can tell it. */
  readonly noticesTopic: string;
  /** User property of a CONNECT with which a client asks that nothing overtakes what was refused for now. */
  readonly inOrderProperty: string;
}

export interface Mqtt {
  readonly fanOut: FanOut;
  readonly accept: (stream: ByteStream) => void;
  /** How many there are now. */
  readonly connections: () => number;
  /** Says DISCONNECT to all and resolves when their sessions are saved. Later streams are turned away. */
  readonly close: () => Promise<void>;
}

/** One timer looks at all connections, instead of one timer for each. */
const sweepIntervalMs = 1000;

export function createMqtt(deps: MqttDeps): Mqtt {
  const { application, plain, clock, log, metrics, receiptProperty, noticesTopic, inOrderProperty } = deps;
  const limits: MqttLimits = { ...defaultLimits, ...deps.limits };

  let isClosing = false;
  let isTickEnding = false;
  let savedAtMs = clock();
  const connections = new Set<Connection>();
  let toFlush: Connection[] = [];
  let toTell: [LiveSession, Subscription][] = [];
  const toSave = new Set<LiveSession>();

  const decoder = createPacketDecoder();
  const subscriptions = createSubscriptions();
  const keeper = createSessionKeeper({ application, log });
  const context: MqttContext = {
    application,
    plain,
    limits,
    clock,
    log,
    metrics,
    counts: metrics.counts,
    receiptProperty,
    noticesTopic,
    inOrderProperty,
    newClientId: () => randomBytes(12).toString('base64url'),
    encodeConnack: createConnackEncoder(),
    subscriptions,
    keeper,
    sessionConnections: createSessionConnections(),
    tellSoon(live, subscription) {
      toTell.push([live, subscription]);
      endTickSoon();
    },
    saveSoon: (live) => toSave.add(live),
    forget: (live) => toSave.delete(live),
  };
  const load = createLoad(limits.maxUnansweredOfAll);
  const connectionDeps: ConnectionDeps = {
    decoder,
    limits,
    clock,
    log,
    metrics,
    load,
    isOwn: application.isOwn,
    flushSoon,
    handle: (from, packet) => handlePacket(from, packet, context),
    tooLong: (from, packet, bytes) => refuseTooLong(from, packet, bytes, context),
    ended: onEnded,
  };
  const sweep = setInterval(onSweep, sweepIntervalMs);
  metrics.gauge('connections', () => connections.size);
  metrics.gauge('sessions', () => countOf(({ stage }) => stage === 'accepted'));
  metrics.gauge('waitingBytes', () => sumOf((connection) => connection.unsentBytes()));
  metrics.gauge('unanswered', load.unanswered);

  return {
    fanOut: {
      appended: subscriptions.appended,
      signal: subscriptions.signal,
      isHeard: subscriptions.has,
      topicsAdded,
      endSubscriptions,
      forgetRetained: plain.forgetRetained,
      endDevice,
    },
    accept,
    connections: () => connections.size,

    async close() {
      isClosing = true;
      clearInterval(sweep);
      plain.closing();
      for (const connection of connections)
        connection.end(reasonCode.shuttingDown, 'The broker is shutting down');
      await keeper.flush();
    },
  };

  function accept(stream: ByteStream): void {
    if (isClosing) {
      stream.destroy();
      return;
    }
    metrics.counts.connectionsOpened += 1;
    connections.add(new Connection(stream, connectionDeps));
  }

  function sumOf(read: (connection: Connection) => number): number {
    let sum = 0;
    for (const connection of connections) sum += read(connection);
    return sum;
  }

  function countOf(is: (connection: Connection) => boolean): number {
    return sumOf((connection) => (is(connection) ? 1 : 0));
  }

  function onEnded(connection: Connection): void {
    connections.delete(connection);
    context.sessionConnections.remove(connection);
    connection.live?.leave();
  }

  function flushSoon(connection: Connection): void {
    toFlush.push(connection);
    endTickSoon();
  }

  /** What a socket gets in one tick leaves together, and what a device acknowledges in one tick is told together. */
  function endTickSoon(): void {
    if (isTickEnding) return;
    isTickEnding = true;
    setImmediate(() => {
      isTickEnding = false;
      const [moved, written] = [toTell, toFlush];
      toTell = [];
      for (const [live, subscription] of moved) live.tellAcknowledged(subscription);
      toFlush = [];
      for (const connection of written) connection.flush();
    });
  }

  function onSweep(): void {
    const nowMs = clock();
    for (const connection of connections) connection.checkTime(nowMs);
    if (nowMs - savedAtMs < limits.saveIntervalMs) return;
    savedAtMs = nowMs;
    for (const { session } of toSave) void keeper.save(sessionRecord(session, undefined));
    toSave.clear();
    void keeper.flush();
  }

  function topicsAdded(topics: readonly string[], user: string, upTo?: number): void {
    for (const connection of context.sessionConnections.of(user))
      connection.live?.addTopics(topics, upTo).catch((error: unknown) => connection.fail(error));
  }

  function endSubscriptions(topics: readonly string[], user?: string): void {
    const theirs = user === undefined ? connections : context.sessionConnections.of(user);
    for (const { live } of theirs) live?.endSubscriptions(topics);
  }

  function endDevice(device: string, why: 'session-ended' | 'administrative', reason: string): void {
    // First: the wills of its connections are not published either. And of its sessions those that have no connection.
    plain.endDevice(device, why);
    for (const connection of connections) {
      const { principal, live, terms } = connection;
      if (principal?.device !== device) continue;
      if (live) live.end(why, reason);
      else {
        connection.end(reasonCode.notAuthorized, reason);
        if (why === 'session-ended') void keeper.remove(principal.user, terms.clientId);
      }
    }
  }
}
