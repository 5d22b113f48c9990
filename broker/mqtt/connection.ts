// One client's connection: bytes in → packets to their handlers, packets out → one write per tick, limits, keepalive.
//
//     waiting ── CONNECT ──► connecting ── accept() ──► accepted       any ── end(), fail(), stream closed ──► ended
//
// Nothing is read while a CONNECT is being answered, or while too much is unanswered or unsent: the client's own network waits then.
import type { Packet } from 'mqtt-packet';
import type { Principal } from '../application';
import type { Log } from '../log';
import { createAnswers, type Answers } from './answers';
import type { ByteStream } from './byte-stream';
import { maxPacketBytes, type MqttLimits } from './limits';
import type { LiveSession } from './live-session';
import { isMalformed, peekVersion, type PacketDecoder } from './packet-codec';
import { createPacketReader } from './packet-reader';
import { legalInConnack, reasonCode, returnCodeFor } from './reason-codes';
import { encodeFor, firstTerms, type Terms } from './terms';

export interface ConnectionDeps {
  readonly stream: ByteStream;
  readonly decoder: PacketDecoder;
  readonly limits: MqttLimits;
  readonly clock: () => number;
  readonly log: Log;
  /** Calls `flush` at the end of this tick. */
  readonly flushSoon: (connection: Connection) => void;
  /** A packet came. What it throws ends this connection, and no other. */
  readonly handle: (connection: Connection, packet: Packet) => void;
  /** The connection is over; called once. */
  readonly ended: (connection: Connection) => void;
}

export interface Connection {
  readonly stage: 'waiting' | 'connecting' | 'accepted' | 'ended';
  readonly terms: Terms;
  readonly answers: Answers;
  /** Set on the way from `connecting` to `accepted`. */
  principal: Principal | undefined;
  live: LiveSession | undefined;

  /** A readable CONNECT came: nothing more is read until it is accepted. */
  readonly begin: (terms: Terms) => void;
  /** CONNACK was sent: the session starts, and reading goes on. */
  readonly accept: (live: LiveSession) => void;
  readonly send: (bytes: Buffer) => void;
  readonly sendPacket: (packet: Packet) => void;
  readonly encode: (packet: Packet) => Buffer;
  /** Given to `send` and not yet taken by the network. */
  readonly unsentBytes: () => number;
  /** Counts a packet as unanswered until the function that comes back is called. */
  readonly unanswered: (bytes: number) => () => void;
  /** For packets that change subscriptions: one after another, in the order they came. */
  readonly inTurn: (work: () => Promise<void>) => void;
  readonly flush: () => void;
  /** Ends it; a `code` is told to the client where its protocol has words for it. */
  readonly end: (code?: number, reason?: string) => void;
  /** Something that should not happen did: this connection ends, and the log says why. */
  readonly fail: (error: unknown) => void;
  /** The clock has moved on: is the client still there? */
  readonly checkTime: (nowMs: number) => void;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { stream, decoder, limits, clock, log } = deps;
  // Only answers and PUBACKs can grow this far: entries and signals stop at half of it.
  const maxUnreadBytes = 2 * limits.maxUnsentBytes;
  const openedAtMs = clock();
  const reader = createPacketReader();

  let stage: Connection['stage'] = 'waiting';
  let terms = firstTerms;
  let heardAtMs = openedAtMs;
  let heardBytes = 0;
  let reading = false;
  let paused = false;
  let unansweredCount = 0;
  let unansweredBytes = 0;
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let unsentAtLastCheck = 0;
  let turn = Promise.resolve();

  const connection: Connection = {
    get stage() {
      return stage;
    },
    get terms() {
      return terms;
    },
    answers: createAnswers(send),
    principal: undefined,
    live: undefined,

    begin(agreed) {
      stage = 'connecting';
      terms = agreed;
    },

    accept(live) {
      stage = 'accepted';
      live.start();
      read();
    },

    send,
    sendPacket: (packet) => send(encodeFor(terms, packet)),
    encode: (packet) => encodeFor(terms, packet),
    unsentBytes,

    unanswered(bytes) {
      unansweredCount += 1;
      unansweredBytes += bytes;
      return () => {
        unansweredCount -= 1;
        unansweredBytes -= bytes;
        if (paused) read();
      };
    },

    inTurn(work) {
      const answered = connection.unanswered(0);
      turn = turn
        .then(() => (isOver() ? undefined : work()))
        .catch(fail)
        .finally(answered);
    },

    flush,
    end,
    fail,

    checkTime(nowMs) {
      if (stage === 'waiting' || stage === 'connecting') {
        if (nowMs - openedAtMs >= limits.connectTimeoutMs) end();
        return;
      }
      const unsent = unsentBytes();
      // While we do not read, silence is our doing, unless it is the client that takes nothing.
      if (paused && (unsent < maxUnreadBytes || unsent < unsentAtLastCheck)) heardAtMs = nowMs;
      unsentAtLastCheck = unsent;
      // [MQTT-3.1.2-22]
      if (terms.keepaliveSec > 0 && nowMs - heardAtMs > terms.keepaliveSec * 1500)
        end(reasonCode.keepAliveTimeout, 'Nothing heard for one and a half keepalive intervals');
    },
  };

  stream.listen({
    heard(wireBytes) {
      heardAtMs = clock();
      if (stage === 'accepted' || isOver()) return;
      heardBytes += wireBytes;
      if (heardBytes > limits.preConnectBytes)
        end(reasonCode.packetTooLarge, `More than ${limits.preConnectBytes} bytes before CONNACK`);
    },
    data(bytes) {
      if (isOver()) return;
      reader.append(bytes);
      read();
    },
    drained() {
      if (paused) read();
      connection.live?.delivery.drained();
    },
    closed: finish,
  });

  return connection;

  function isOver(): boolean {
    return stage === 'ended';
  }

  function mayRead(): boolean {
    return (
      (stage === 'waiting' || stage === 'accepted') &&
      unansweredCount <= limits.maxUnanswered &&
      unansweredBytes <= limits.maxUnansweredBytes &&
      unsentBytes() < maxUnreadBytes
    );
  }

  function read(): void {
    // A handler may answer at once, which calls this again.
    if (reading) return;
    reading = true;
    while (mayRead()) {
      const next = reader.next(stage === 'accepted' ? maxPacketBytes(limits) : limits.preConnectBytes);
      if (!next) break;
      if ('packet' in next) receive(next.packet);
      else if (next.problem === 'too-large') end(reasonCode.packetTooLarge, 'The packet is too large');
      else end(reasonCode.malformed, 'The length of the packet is malformed');
    }
    reading = false;
    if (isOver()) return;
    const hold = !mayRead();
    if (hold !== paused) {
      paused = hold;
      if (hold) stream.pause();
      else stream.resume();
    }
  }

  function receive(bytes: Buffer): void {
    const packet = stage === 'waiting' ? decoder.decodeConnect(bytes) : decoder.decode(bytes, terms.version);
    if (isMalformed(packet)) {
      // Only a CONNECT tells the version; an unreadable one is refused in the version it seems to speak.
      if (stage === 'waiting' && bytes[0] === 0x10) {
        const version = peekVersion(bytes);
        if (version === 5 || packet.malformed === reasonCode.unsupportedVersion)
          connection.begin({ ...firstTerms, version: version === 5 ? 5 : 4 });
      }
      end(packet.malformed, packet.reason);
      return;
    }
    try {
      deps.handle(connection, packet);
    } catch (error) {
      fail(error);
    }
  }

  function send(bytes: Buffer): void {
    if (isOver()) return;
    if (queue.length === 0) deps.flushSoon(connection);
    queue.push(bytes);
    queuedBytes += bytes.length;
  }

  function unsentBytes(): number {
    return queuedBytes + stream.bufferedBytes;
  }

  function flush(): void {
    const [first] = queue;
    if (!first) return;
    const bytes = queue.length === 1 ? first : Buffer.concat(queue, queuedBytes);
    queue = [];
    queuedBytes = 0;
    stream.write(bytes);
  }

  function end(code?: number, reason?: string): void {
    if (isOver()) return;
    if (code !== undefined) tell(code, reason);
    flush();
    stream.close();
    finish();
  }

  function tell(code: number, reason: string | undefined): void {
    const properties = reason === undefined ? {} : { reasonString: reason.slice(0, maxReasonChars) };
    if (stage === 'connecting')
      connection.sendPacket({
        cmd: 'connack',
        sessionPresent: false,
        reasonCode: legalInConnack(code),
        returnCode: returnCodeFor(code),
        properties,
      });
    // Before CONNECT there is no version to speak; MQTT 3.1.1 has no DISCONNECT from the server.
    else if (stage === 'accepted' && terms.version === 5)
      connection.sendPacket({ cmd: 'disconnect', reasonCode: code, properties });
  }

  function fail(error: unknown): void {
    log.error(
      `A connection${connection.live ? ` of ${connection.live.session.clientId}` : ''} failed`,
      error,
    );
    end(reasonCode.unspecified, 'The broker made a mistake');
  }

  function finish(): void {
    if (isOver()) return;
    stage = 'ended';
    queue = [];
    queuedBytes = 0;
    deps.ended(connection);
  }
}

const maxReasonChars = 1000;
