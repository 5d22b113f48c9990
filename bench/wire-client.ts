// A client that costs little: MQTT in WebSocket frames, by hand, on a raw socket. A thousand of them must load a broker
// from one core, so there is no library in between. Speaks MQTT 3.1.1 or 5 and acknowledges at once what it receives.
import { connect, type Socket } from 'node:net';

export interface Login {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

export interface WireClientOptions {
  readonly port: number;
  readonly version: 4 | 5;
  readonly login: Login;
  /** A PUBLISH came; its payload is `bytes` from `start` on. */
  received?(bytes: Buffer, start: number): void;
  /** A PUBACK came; false: the message was refused. */
  acknowledged?(packetId: number, accepted: boolean): void;
  /** The connection is over and nobody here ended it. */
  lost?(): void;
}

export interface WireClient {
  /** Resolves with CONNACK's "session present"; rejects when the broker does not accept. */
  connect(): Promise<boolean>;
  subscribe(topic: string): Promise<void>;
  /** Sends a whole frame, made by `publishFrame`. */
  send(frame: Buffer): void;
  /** Bytes that the network has not taken yet. */
  unsentBytes(): number;
  destroy(): void;
}

export function createWireClient(options: WireClientOptions): WireClient {
  const { port, version, login } = options;
  let socket: Socket | undefined;
  let isOpen = false;
  let rest: Buffer | undefined;
  let packetRest: Buffer | undefined;
  let ended = false;
  let pubacks: number[] = [];
  let connected: { resolve(present: boolean): void; reject(error: Error): void } | undefined;
  let subscribed: (() => void) | undefined;

  return {
    connect: () =>
      new Promise((resolve, reject) => {
        connected = { resolve, reject };
        const dialed = connect({ port, host: '127.0.0.1', noDelay: true });
        socket = dialed;
        dialed.on('connect', () => dialed.write(upgradeRequest));
        dialed.on('data', onData);
        dialed.on('error', () => {});
        dialed.on('close', () => {
          connected?.reject(new Error(`${login.clientId} was not accepted`));
          if (!ended) options.lost?.();
        });
      }),
    subscribe: (topic) =>
      new Promise((resolve) => {
        subscribed = resolve;
        socket?.write(frame(subscribePacket(topic, version)));
      }),
    send: (bytes) => void socket?.write(bytes),
    unsentBytes: () => socket?.writableLength ?? 0,
    destroy() {
      ended = true;
      socket?.destroy();
    },
  };

  function onData(chunk: Buffer): void {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    if (!isOpen) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0 || data.toString('latin1', 9, 12) !== '101') {
        if (end < 0) rest = data;
        else socket?.destroy();
        return;
      }
      isOpen = true;
      data = data.subarray(end + 4);
      socket?.write(frame(connectPacket(login, version)));
    }
    let at = 0;
    while (data.length - at >= 2) {
      let length = data.readUInt8(at + 1) & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (data.length - at < 4) break;
        length = data.readUInt16BE(start);
        start += 2;
      }
      if (data.length - start < length) break;
      const isClose = (data.readUInt8(at) & 0x0f) === 8;
      at = start + length;
      if (isClose) socket?.end();
      else onBytes(data.subarray(start, at));
    }
    if (at < data.length) rest = data.subarray(at);
    acknowledge();
  }

  function onBytes(chunk: Buffer): void {
    const bytes = packetRest ? Buffer.concat([packetRest, chunk]) : chunk;
    packetRest = undefined;
    let at = 0;
    while (bytes.length - at >= 2) {
      const header = readLength(bytes, at + 1);
      if (!header || bytes.length - header.end < header.length) break;
      onPacket(bytes, at, header.end, header.end + header.length);
      at = header.end + header.length;
    }
    if (at < bytes.length) packetRest = Buffer.from(bytes.subarray(at));
  }

  function onPacket(bytes: Buffer, at: number, start: number, end: number): void {
    const first = bytes.readUInt8(at);
    switch (first >> 4) {
      case 2:
        if (bytes.readUInt8(start + 1) === 0) connected?.resolve((bytes.readUInt8(start) & 1) === 1);
        else connected?.reject(new Error(`${login.clientId} was refused`));
        connected = undefined;
        return;
      case 3: {
        let payloadAt = start + 2 + bytes.readUInt16BE(start);
        if ((first & 0x06) !== 0) {
          pubacks.push(bytes.readUInt16BE(payloadAt));
          payloadAt += 2;
        }
        if (version === 5) {
          const properties = readLength(bytes, payloadAt);
          if (properties) payloadAt = properties.end + properties.length;
        }
        options.received?.(bytes, payloadAt);
        return;
      }
      case 4:
        options.acknowledged?.(
          bytes.readUInt16BE(start),
          end - start === 2 || bytes.readUInt8(start + 2) < 0x80,
        );
        return;
      case 9:
        subscribed?.();
        return;
      default:
    }
  }

  /** All that came in one read is answered in one frame. */
  function acknowledge(): void {
    if (pubacks.length === 0) return;
    const ids = pubacks;
    pubacks = [];
    for (let from = 0; from < ids.length; from += maxAcksInFrame) {
      const some = ids.slice(from, from + maxAcksInFrame);
      const bytes = Buffer.allocUnsafe(4 * some.length);
      for (const [index, id] of some.entries()) bytes.writeUInt32BE(0x4002_0000 + id, 4 * index);
      socket?.write(frame(bytes));
    }
  }
}

const maxAcksInFrame = 8000;

export const upgradeRequest =
  'GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n';

/** Masked with zeros, which is legal and costs nothing. */
export function frame(payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < 126 ? Buffer.from([0x82, 0x80 | length]) : Buffer.from([0x82, 0xfe, length >> 8, length & 0xff]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

export function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 0x80) | (rest >= 0x80 ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** The session outlives the connection; version 5 takes 16 topic aliases. */
export function connectPacket({ clientId, username, password }: Login, version: 4 | 5): Buffer {
  const flags = (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const properties = [8, 0x11, 0, 0, 14, 16, 0x22, 0, 16];
  return packet(
    0x10,
    text('MQTT'),
    Buffer.from([version, flags, 0, 0, ...(version === 5 ? properties : [])]),
    text(clientId),
    ...[username, password].flatMap((value) => (value === undefined ? [] : [text(value)])),
  );
}

export const subscribePacket = (topic: string, version: 4 | 5): Buffer =>
  packet(0x82, Buffer.from(version === 5 ? [0, 1, 0] : [0, 1]), text(topic), Buffer.from([1]));

/** A variable byte integer, and where it ends. */
function readLength(bytes: Buffer, at: number): { length: number; end: number } | undefined {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 0x80 ** i;
    if (byte < 0x80) return { length, end: at + i + 1 };
  }
  return undefined;
}
