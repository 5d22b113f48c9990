// One client's connection: bytes in → packets to their handlers, packets out → one write per tick, limits, keepalive.
//
//     waiting ── CONNECT ──► connecting ── accept() ──► accepted       any ── end(), fail(), stream closed ──► ended
//
// Nothing is read while a CONNECT is being answered, or while too much is unanswered or unsent: the client's own network waits then.
//
// This and what else there is one of for every connection are classes: as closures they took 7 kB of a connection's 19.
import type { Packet } from 'mqtt-packet';
import type { Pace, Principal } from '../application';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { takePlace, takeReady, type AnswerPlace, type Answers } from './answers';
import type { ByteStream, ByteStreamListener } from './byte-stream';
import { maxPacketBytes, type MqttLimits } from './limits';
import type { LiveSession } from './live-session';
import type { Load, LoadedConnection } from './load';
import { isMalformed, peekVersion, type PacketDecoder } from './packet-codec';
import { createPacketReader } from './packet-reader';
import { lengthOf, type Piece } from './publish-encoder';
import { legalInConnack, reasonCode, reasonWord, returnCodeFor } from './reason-codes';
import { encodeFor, firstTerms, type Terms } from './terms';

/** The same for all connections. */
export interface ConnectionDeps {
  readonly decoder: PacketDecoder;
  readonly limits: MqttLimits;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly load: Load;
  /** Of the application's own topics? */
  readonly isOwn: (topic: string) => boolean;
  /** Calls `flush` at the end of this tick. */
  readonly flushSoon: (connection: Connection) => void;
  /** A packet came. What it throws ends this connection, and no other. */
  readonly handle: (connection: Connection, packet: Packet) => void;
  /** Of a PUBLISH that was longer than any may be there came all but its payload. */
  readonly tooLong: (connection: Connection, packet: Packet, bytes: number) => void;
  /** The connection is over; called once. */
  readonly ended: (connection: Connection) => void;
}

export class Connection implements ByteStreamListener, LoadedConnection {
  /** Set on the way from `connecting` to `accepted`. */
  principal: Principal | undefined = undefined;
  live: LiveSession | undefined = undefined;
  /** Set with `principal`. */
  pace: Pace | undefined = undefined;
  /** Topics by the number that the client gave them [MQTT-3.3.2-10]; made when it gives the first one. */
  topicsByAlias: Map<number, string> | undefined = undefined;
  private phase: 'waiting' | 'connecting' | 'accepted' | 'ended' = 'waiting';
  private agreed = firstTerms;
  private readonly openedAtMs: number;
  private heardAtMs: number;
  private receivedAtLastCheck = 0;
  private unsentAtLastCheck = 0;
  private tookAtMs: number;
  private isReading = false;
  private isPaused = false;
  /** The device is too fast: until then nothing is read. */
  private rest: NodeJS.Timeout | undefined = undefined;
  private unansweredCount = 0;
  private unansweredBytes = 0;
  private queue: Piece[] = [];
  private queuedBytes = 0;
  private readonly answers: Answers = [];
  private readonly reader = createPacketReader();
  private turn: Promise<void> | undefined = undefined;
  private turnsWaiting = 0;
  /** Packets that wait for a turn to be over, or have not gone on yet. */
  private behindTurns = 0;

  constructor(
    private readonly stream: ByteStream,
    private readonly deps: ConnectionDeps,
  ) {
    this.openedAtMs = deps.clock();
    this.heardAtMs = this.openedAtMs;
    this.tookAtMs = this.openedAtMs;
    stream.listen(this);
  }

  get stage(): 'waiting' | 'connecting' | 'accepted' | 'ended' {
    return this.phase;
  }

  get terms(): Terms {
    return this.agreed;
  }

  /** A readable CONNECT came: nothing more is read until it is accepted. */
  begin(agreed: Terms): void {
    this.phase = 'connecting';
    this.agreed = agreed;
  }

  /** CONNACK was sent: the session starts, and reading goes on. */
  accept(live: LiveSession): void {
    this.phase = 'accepted';
    this.stream.trust();
    live.start();
    this.read();
  }

  send(piece: Piece): void {
    if (this.phase === 'ended') return;
    if (this.queue.length === 0) this.deps.flushSoon(this);
    this.queue.push(piece);
    this.queuedBytes += lengthOf(piece);
  }

  sendPacket(packet: Packet): void {
    this.send(encodeFor(this.agreed, packet));
  }

  /** Given to `send` and not yet taken by the network. */
  unsentBytes(): number {
    return this.queuedBytes + this.stream.bufferedBytes;
  }

  /** A packet with so many bytes waits for its answer … */
  unanswered(bytes: number): void {
    this.deps.load.begin();
    this.unansweredCount += 1;
    this.unansweredBytes += bytes;
  }

  /** … and has it. */
  answered(bytes: number): void {
    this.deps.load.end();
    this.unansweredCount -= 1;
    this.unansweredBytes -= bytes;
    this.goOn();
  }

  goOn(): void {
    if (this.isPaused) this.read();
  }

  /** The next place in the row of PUBACKs, which leave in the order of their PUBLISHes. */
  takePlace(): AnswerPlace {
    return takePlace(this.answers);
  }

  acknowledge(place: AnswerPlace, puback: Buffer): void {
    place.puback = puback;
    if (place === this.answers[0]) for (const ready of takeReady(this.answers)) this.send(ready);
  }

  /** For packets that change subscriptions: one after another, in the order they came. */
  inTurn(work: () => Promise<void>): void {
    this.unanswered(0);
    this.turnsWaiting += 1;
    this.turn = (this.turn ?? Promise.resolve())
      .then(() => (this.phase === 'ended' ? undefined : work()))
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.turnsWaiting -= 1;
        this.answered(0);
      });
  }

  /**
   * Resolves when the subscriptions that came before are what they will be; then `wentOn` is to be called. `undefined`: they are,
   * and nobody else waits for that any more.
   */
  afterTurns(): Promise<void> | undefined {
    if (this.turnsWaiting === 0 && this.behindTurns === 0) return undefined;
    this.behindTurns += 1;
    return this.turn;
  }

  wentOn(): void {
    this.behindTurns -= 1;
  }

  flush(): void {
    if (this.queue.length === 0) return;
    const { queue, queuedBytes } = this;
    this.queue = [];
    this.queuedBytes = 0;
    this.stream.write(queue, queuedBytes);
  }

  /** Ends it; a `code` is told to the client where its protocol has words for it. */
  end(code?: number, reason?: string): void {
    if (this.phase === 'ended') return;
    if (code !== undefined) this.tell(code, reason);
    this.flush();
    this.stream.close(code);
    this.closed();
  }

  /** Something that should not happen did: this connection ends, and the log says why. */
  fail(error: unknown): void {
    const whose = this.live ? ` of ${this.live.clientId}` : '';
    this.deps.log.error(`A connection${whose} failed`, error);
    this.end(reasonCode.unspecified, 'The broker made a mistake');
  }

  /** The clock has moved on: is the client still there? */
  checkTime(nowMs: number): void {
    if (this.phase === 'waiting' || this.phase === 'connecting') {
      if (nowMs - this.openedAtMs < this.deps.limits.connectTimeoutMs) return;
      this.deps.metrics.limitMet('connect_time');
      this.end();
      return;
    }
    if (this.isStuck(nowMs)) {
      this.deps.metrics.limitMet('never_reads');
      this.stream.destroy();
      return;
    }
    const { receivedBytes } = this.stream;
    const unsent = this.unsentBytes();
    // While we do not read, silence is our doing, unless it is the client that takes nothing.
    const isOurs = this.isPaused && (unsent < this.maxUnreadBytes() || unsent < this.unsentAtLastCheck);
    if (isOurs || receivedBytes !== this.receivedAtLastCheck) this.heardAtMs = nowMs;
    this.receivedAtLastCheck = receivedBytes;
    this.unsentAtLastCheck = unsent;
    const { keepaliveSec } = this.agreed;
    // [MQTT-3.1.2-22]
    if (keepaliveSec > 0 && nowMs - this.heardAtMs > keepaliveSec * 1500)
      this.end(reasonCode.keepAliveTimeout, 'Nothing heard for one and a half keepalive intervals');
  }

  /** Whoever sends pings but takes nothing would be alive for ever, with all that waits for them in our memory. */
  private isStuck(nowMs: number): boolean {
    if (this.stream.isTaking()) this.tookAtMs = nowMs;
    return nowMs - this.tookAtMs >= this.deps.limits.stalledReaderMs;
  }

  heard(): void {
    if (this.phase !== 'waiting' && this.phase !== 'connecting') return;
    const { preConnectBytes } = this.deps.limits;
    if (this.stream.receivedBytes <= preConnectBytes) return;
    this.deps.metrics.limitMet('connect_bytes');
    this.end(reasonCode.packetTooLarge, `More than ${preConnectBytes} bytes before CONNACK`);
  }

  data(bytes: Buffer): void {
    if (this.phase === 'ended') return;
    this.reader.append(bytes);
    this.read();
  }

  drained(): void {
    this.goOn();
    this.live?.drained();
  }

  closed(): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    this.queue = [];
    this.queuedBytes = 0;
    clearTimeout(this.rest);
    this.deps.load.forget(this);
    this.deps.ended(this);
  }

  /** Only answers and PUBACKs can grow this far: entries and signals stop at half of it. */
  private maxUnreadBytes(): number {
    return 2 * this.deps.limits.maxUnsentBytes;
  }

  private mayRead(): boolean {
    const { maxUnanswered, maxUnansweredBytes } = this.deps.limits;
    return (
      (this.phase === 'waiting' || this.phase === 'accepted') &&
      this.rest === undefined &&
      this.unansweredCount <= maxUnanswered &&
      this.unansweredBytes <= maxUnansweredBytes &&
      !(this.phase === 'accepted' && this.deps.load.isFull()) &&
      this.unsentBytes() < this.maxUnreadBytes()
    );
  }

  private read(): void {
    // A handler may answer at once, which calls this again.
    if (this.isReading) return;
    this.isReading = true;
    const { limits } = this.deps;
    while (this.mayRead()) {
      const next = this.reader.next(
        this.phase === 'accepted' ? maxPacketBytes(limits) : limits.preConnectBytes,
        // In MQTT 5 a client knows how long a packet may be. In 3.1.1 it would only come and send it again, for ever.
        this.phase === 'accepted' && this.agreed.version === 4,
      );
      if (!next) break;
      if ('packet' in next) this.receive(next.packet);
      else if ('emptied' in next) this.receive(next.emptied, next.bytes);
      else if (next.problem === 'too-large') {
        this.deps.metrics.limitMet('packet_bytes');
        this.end(reasonCode.packetTooLarge, 'The packet is too large');
      } else this.end(reasonCode.malformed, 'The length of the packet is malformed');
    }
    this.isReading = false;
    // A function, because the compiler would take `phase` for what it was.
    if (this.stage === 'ended') return;
    const hold = !this.mayRead();
    if (hold && this.deps.load.isFull()) this.deps.load.hold(this);
    if (hold === this.isPaused) return;
    this.isPaused = hold;
    if (hold && this.unsentBytes() >= this.maxUnreadBytes()) this.deps.metrics.limitMet('unsent_bytes');
    if (hold) this.stream.pause();
    else this.stream.resume();
  }

  /** `emptiedOf`: so long it was before its payload was dropped. */
  private receive(bytes: Buffer, emptiedOf?: number): void {
    const { decoder, handle, tooLong } = this.deps;
    const packet =
      this.phase === 'waiting' ? decoder.decodeConnect(bytes) : decoder.decode(bytes, this.agreed.version);
    if (isMalformed(packet)) {
      // Only a CONNECT tells the version; an unreadable one is refused in the version it seems to speak.
      if (this.phase === 'waiting' && bytes[0] === 0x10) {
        const version = peekVersion(bytes);
        if (version === 5 || packet.malformed === reasonCode.unsupportedVersion)
          this.begin({ ...firstTerms, version: version === 5 ? 5 : 4 });
      }
      this.end(packet.malformed, packet.reason);
      return;
    }
    const restMs = this.pace?.took(workOf(packet, this.deps.isOwn), emptiedOf ?? bytes.length) ?? 0;
    if (restMs > 0) this.restFor(restMs);
    try {
      if (emptiedOf === undefined) handle(this, packet);
      else tooLong(this, packet, emptiedOf);
    } catch (error) {
      this.fail(error);
    }
  }

  private restFor(restMs: number): void {
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.goOn();
    }, restMs);
  }

  private tell(code: number, reason: string | undefined): void {
    const properties = reason === undefined ? {} : { reasonString: reason.slice(0, maxReasonChars) };
    if (this.phase === 'connecting') {
      this.deps.metrics.connectRefused(reasonWord(code));
      this.sendPacket({
        cmd: 'connack',
        sessionPresent: false,
        reasonCode: legalInConnack(code),
        returnCode: returnCodeFor(code),
        properties,
      });
    }
    // Before CONNECT there is no version to speak; MQTT 3.1.1 has no DISCONNECT from the server.
    else if (this.phase === 'accepted' && this.agreed.version === 5)
      this.sendPacket({ cmd: 'disconnect', reasonCode: code, properties });
  }
}

const maxReasonChars = 1000;

const acknowledgements: ReadonlySet<Packet['cmd']> = new Set(['puback', 'pubrec', 'pubrel', 'pubcomp']);

/** To acknowledge costs nobody anything. */
function workOf(packet: Packet, isOwn: ConnectionDeps['isOwn']): 'message' | 'ask' | 'other' {
  if (packet.cmd === 'publish')
    return packet.qos > 0 || !(packet.topic === '' || isOwn(packet.topic)) ? 'message' : 'ask';
  return acknowledgements.has(packet.cmd) ? 'other' : 'ask';
}
