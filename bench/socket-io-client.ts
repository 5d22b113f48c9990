// A client of Socket.IO that costs as little as the one of MQTT: Engine.IO in WebSocket frames, by hand, on a raw socket.
import { connect, type Socket } from 'node:net';

export interface SocketIoClientOptions {
  readonly port: number;
  readonly rooms: readonly string[];
  /** `text` begins in `bytes` at `start`. */
  received(bytes: Buffer, start: number): void;
  acknowledged(): void;
  lost(): void;
}

export interface SocketIoClient {
  /** Resolves when it is in its rooms. */
  connect(): Promise<void>;
  /** An event that is to be acknowledged; `text` needs no escapes. */
  say(room: string, text: string): void;
  destroy(): void;
}

const upgradeRequest =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const said = Buffer.from('42["said","');
const digit0 = 0x30;

export function createSocketIoClient(options: SocketIoClientOptions): SocketIoClient {
  const { port, rooms } = options;
  let socket: Socket | undefined;
  let rest: Buffer | undefined;
  let isOpen = false;
  let isEnded = false;
  let nextAck = 0;
  let settle: { resolve(): void; reject(error: Error): void } | undefined;

  function onData(chunk: Buffer): void {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    if (!isOpen) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = data;
        return;
      }
      isOpen = true;
      data = data.subarray(end + 4);
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
      at = start + length;
      onPacket(data, start, at);
    }
    if (at < data.length) rest = Buffer.from(data.subarray(at));
  }

  function onPacket(bytes: Buffer, start: number, end: number): void {
    switch (bytes[start]! - digit0) {
      case 0:
        send(`40${JSON.stringify({ rooms })}`);
        return;
      case 2:
        send('3');
        return;
      case 4:
        break;
      default:
        return;
    }
    switch (bytes[start + 1]! - digit0) {
      case 0:
        settle?.resolve();
        return;
      case 2: {
        // 42["said","<room>","<text>", …]
        const textAt = bytes.indexOf('","', start + said.length) + 3;
        if (textAt < end) options.received(bytes, textAt);
        return;
      }
      case 3:
        options.acknowledged();
        return;
      default:
    }
  }

  function send(text: string): void {
    const { length } = text;
    const header =
      length < 126
        ? Buffer.from([0x81, 0x80 | length])
        : Buffer.from([0x81, 0xfe, length >> 8, length & 0xff]);
    // Masked with zeros, which is legal and costs nothing.
    socket?.write(Buffer.concat([header, Buffer.alloc(4), Buffer.from(text, 'latin1')]));
  }

  return {
    connect: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        const dialed = connect({ port, host: '127.0.0.1', noDelay: true });
        socket = dialed;
        dialed.on('connect', () => dialed.write(upgradeRequest));
        dialed.on('data', onData);
        dialed.on('error', () => {});
        dialed.on('close', () => {
          reject(new Error('Socket.IO closed the connection'));
          if (!isEnded) options.lost();
        });
      }),
    say: (room, text) => send(`42${nextAck++}["say","${room}","${text}"]`),
    destroy() {
      isEnded = true;
      socket?.destroy();
    },
  };
}
