// What somebody with a laptop might do to a broker, one thing after another, each bounded in number and in time.
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { BenchBroker } from './brokers';
import { fewAddresses, nextAddress, openSlowSockets, openSocket, type SlowSockets } from './door-sockets';
import { population } from './filled-store';
import { createSender } from './message';
import { inParallel, sleep } from './meter';
import {
  connectPacket,
  createWireClient,
  frame,
  packet,
  subscribePacket,
  text,
  upgradeRequest,
} from './wire-client';

type Target = Pick<BenchBroker, 'port' | 'name' | 'version'>;

export interface Attack {
  readonly name: string;
  /** What is done, in a sentence for the document. */
  readonly what: string;
  /** It is over by itself, and waited for. */
  readonly hasEnd?: true;
  begin(broker: Target): Promise<Running>;
}

export interface Running {
  /** Resolves when all of it was done; one without an end is stopped. */
  readonly done?: Promise<void>;
  /** What came of it, in a few words. */
  outcome(): string;
  stop(): void;
}

const slowAtOnce = 500;
const slowInAll = 3000;
const silentSockets = 5000;
const wrongLogins = 10_000;
const loginsAtOnce = 100;
/** Clients behind the crowd, with accounts and rooms of their own. */
const attackers = { neverReads: 1000, writesToIt: 1001, floods: 1005, nags: 1010 };
export const attackClients = 1200;

const bytewise = (bytes: string | Uint8Array): Uint8Array[] =>
  Array.from(Buffer.from(bytes), (byte) => Buffer.from([byte]));

const slowly = (sockets: SlowSockets): Running => ({
  outcome: () => `${sockets.opened()} opened, ${sockets.open()} open at the end`,
  stop: sockets.stop,
});

async function beginSilence({ port }: Target): Promise<Running> {
  const sockets = new Set<Socket>();
  let closed = 0;
  let isOver = false;
  const begun = (async () => {
    for (let index = 0; index < silentSockets && !isOver; index++) {
      const socket = openSocket(port, fewAddresses(index));
      sockets.add(socket);
      socket.write(upgradeRequest);
      socket.on('data', () => undefined);
      socket.on('close', () => {
        closed++;
        sockets.delete(socket);
      });
      if (index % 50 === 49) await sleep(20);
    }
  })();
  return {
    done: begun.then(() => sleep(5000)),
    outcome: () => `${closed + sockets.size} opened, ${closed} of them closed by the broker`,
    stop() {
      isOver = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Signs in, asks to hear a room and its history, and reads nothing from then on, while somebody writes long messages there. */
async function beginNeverReading({ port }: Target): Promise<Running> {
  const topic = population.roomTopic(attackers.neverReads);
  const socket = openSocket(port, nextAddress());
  let isClosed = false;
  socket.on('close', () => (isClosed = true));
  socket.pause();
  socket.write(upgradeRequest);
  await sleep(300);
  socket.write(frame(connectPacket(population.login(attackers.neverReads), 5)));
  await sleep(300);
  socket.write(frame(subscribePacket(topic, 5)));
  const long = longMessages(topic);
  let written = 0;
  const wire = createWireClient({ port, version: 5, login: population.login(attackers.writesToIt) });
  await wire.connect();
  // [1, n, "rooms", nil]
  const ask = Buffer.from([0x94, 1, 1, 0xa5, ...Buffer.from('rooms'), 0xc0]);
  const asking = frame(packet(0x30, text('ask'), Buffer.from([0]), ask));
  const timer = setInterval(() => {
    if (wire.unsentBytes() < 1_000_000) {
      wire.send(long());
      written++;
    }
    if (!isClosed && socket.writableLength < 100_000) socket.write(asking);
  }, 20);
  return {
    outcome: () =>
      `${written} messages of 12 kB for it; ${isClosed ? 'it was thrown out' : 'it is still there'}`,
    stop() {
      clearInterval(timer);
      wire.destroy();
      socket.destroy();
    },
  };
}

/** Texts of 12 kB as a device writes them, at QoS 1. */
function longMessages(topic: string): () => Buffer {
  let count = 0;
  const chars = 12_000;
  return () => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(++count, 12);
    id.writeUInt32BE(0xd0_0d_00_00, 0);
    const body = Buffer.concat([Buffer.from([0xda, chars >> 8, chars & 0xff]), Buffer.alloc(chars, 'a')]);
    const payload = Buffer.concat([
      Buffer.from([0x95, 1, 0xc4, 16]),
      id,
      Buffer.from([1]),
      body,
      Buffer.from([0]),
    ]);
    const messageId = Buffer.alloc(2);
    messageId.writeUInt16BE((count % 60_000) + 1);
    return frame(packet(0x32, text(topic), messageId, Buffer.from([0]), payload));
  };
}

const beginWrongLogins =
  (addressOf: () => string, nameOf: (index: number) => string) =>
  async ({ port }: Target): Promise<Running> => {
    const countsByStatus = new Map<string, number>();
    let isOver = false;
    const done = inParallel(wrongLogins, loginsAtOnce, async (index) => {
      if (isOver) return;
      const status = await logInWrongly(port, addressOf(), nameOf(index), index);
      countsByStatus.set(status, (countsByStatus.get(status) ?? 0) + 1);
    });
    return {
      done,
      outcome: () =>
        [...countsByStatus]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([status, count]) => `${count.toLocaleString('en-US')} × ${status}`)
          .join(', '),
      stop: () => (isOver = true),
    };
  };

function logInWrongly(port: number, localAddress: string, name: string, index: number): Promise<string> {
  const body = JSON.stringify({
    name,
    password: `guess number ${index}`,
    device: `device-of-guess-${index}`,
  });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
  return new Promise((resolve) => {
    const options = { port, host: '127.0.0.1', localAddress, path: '/api/sessions', method: 'POST', headers };
    const asked = request({ ...options, agent: false }, (answer) => {
      answer.resume();
      answer.on('close', () => resolve(String(answer.statusCode)));
    });
    asked.on('error', () => resolve('no answer'));
    asked.end(body);
  });
}

/** Writes as fast as the network takes it. */
async function flood(
  { port }: Target,
  client: number,
  nextFrame: (number: number) => Buffer,
  what: string,
): Promise<Running> {
  let answered = 0;
  let refused = 0;
  let sent = 0;
  let isLost = false;
  const wire = createWireClient({
    port,
    version: 5,
    login: population.login(client),
    acknowledged: (_id, accepted) => void (accepted ? answered++ : refused++),
    lost: () => (isLost = true),
  });
  await wire.connect();
  const timer = setInterval(() => {
    for (let turn = 0; turn < 500 && wire.unsentBytes() < 500_000; turn++) wire.send(nextFrame(sent++));
  }, 2);
  return {
    outcome: () =>
      `${sent.toLocaleString('en-US')} ${what} sent${answered + refused > 0 ? `, ${answered.toLocaleString('en-US')} stored, ${refused.toLocaleString('en-US')} refused for now` : ''}${isLost ? ', thrown out' : ''}`,
    stop() {
      clearInterval(timer);
      wire.destroy();
    },
  };
}

export const attacks: readonly Attack[] = [
  {
    name: 'slow HTTP',
    what: `${slowAtOnce} sockets send a request byte for byte, and dial again when they are thrown out`,
    begin: async ({ port }) =>
      slowly(
        openSlowSockets(port, {
          count: slowAtOnce,
          maxOpened: slowInAll,
          first: 'POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ',
          slowly: bytewise('a'),
        }),
      ),
  },
  {
    name: 'slow upgrade',
    what: 'the same with the upgrade to WebSocket',
    begin: async ({ port }) =>
      slowly(
        openSlowSockets(port, {
          count: slowAtOnce,
          maxOpened: slowInAll,
          first: upgradeRequest.slice(0, -2),
          slowly: bytewise('X-Slow: a\r\n'),
        }),
      ),
  },
  {
    name: 'slow CONNECT',
    what: 'the same with MQTT’s CONNECT, each byte in a frame of its own',
    begin: async ({ port }) =>
      slowly(
        openSlowSockets(port, {
          count: slowAtOnce,
          maxOpened: slowInAll,
          first: upgradeRequest,
          slowly: bytewise(connectPacket(population.login(0), 5)).map((byte) => frame(Buffer.from(byte))),
        }),
      ),
  },
  {
    name: 'never logs in',
    what: `${silentSockets.toLocaleString('en-US')} sockets are upgraded and say nothing`,
    hasEnd: true,
    begin: beginSilence,
  },
  {
    name: 'never reads',
    what: 'a client asks for much and takes nothing, while messages of 12 kB are written into its room',
    begin: beginNeverReading,
  },
  {
    name: 'wrong log-ins',
    what: `${wrongLogins.toLocaleString('en-US')} log-ins with wrong passwords from one address, ${loginsAtOnce} at a time`,
    hasEnd: true,
    begin: beginWrongLogins(
      () => '127.0.0.2',
      (index) => `nobody ${index % 100}`,
    ),
  },
  {
    name: 'wrong log-ins from everywhere',
    what: 'as many, each with another name and from another address, so that nobody is wrong twice',
    hasEnd: true,
    begin: beginWrongLogins(nextAddress, (index) => `nobody at all ${index}`),
  },
  {
    name: 'one device floods',
    what: 'a device sends messages as fast as the network takes them',
    begin: async (broker) => {
      const sender = createSender(5, population.roomTopic(attackers.floods), attackers.floods);
      return flood(broker, attackers.floods, () => sender.next().frame, 'messages');
    },
  },
  {
    name: 'one device nags',
    what: 'a device sends PINGREQ, PUBACK and questions as fast as the network takes them',
    begin: (broker) => {
      const ask = Buffer.from([0x94, 1, 1, 0xa5, ...Buffer.from('rooms'), 0xc0]);
      const kinds = [
        frame(packet(0xc0)),
        frame(packet(0x40, Buffer.from([0, 9]))),
        frame(packet(0x30, text('ask'), Buffer.from([0]), ask)),
      ];
      return flood(broker, attackers.nags, (number) => kinds[number % 3] ?? kinds[0]!, 'packets');
    },
  },
];
