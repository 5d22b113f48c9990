// A WebSocket as the duplex stream that MQTT.js reads and writes; replaces `mqtt/lib/connect/ws` and `readable-stream` (both MIT)
// below it. Written for Onebar.
//
//   connecting ── open ──▶ open ── end() ──▶ ending ── the socket's close ──▶ closed
//        └───────────────────┴────── destroy(), close, error ──────┴──────────────▲
//
// Outwards: `write` is false while much is on its way, and `drain` follows when it left. Inwards a WebSocket cannot be told to
// wait, so what the sink has not taken stands in the sink's queue.
import { EventEmitter } from './events';
import type { Writable } from './streams';

/** As in Node's streams. */
const highWaterBytes = 16 * 1024;
/** A WebSocket does not say when its buffer has emptied. */
const drainLookMs = 50;

export interface WebSocketStream extends EventEmitter {
  write(chunk: Uint8Array | string): boolean;
  /** What is written until `uncork` leaves in one frame. May be nested. */
  cork(): void;
  uncork(): void;
  pipe(sink: Writable): Writable;
  end(finished?: () => void): void;
  /** `close` then says the socket's close code, where it closed by itself. */
  destroy(error?: Error, closeCode?: number): void;
}

export function createWebSocketStream(socket: WebSocket): WebSocketStream {
  const encoder = new TextEncoder();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let corks = 0;
  let ending = false;
  let destroyed = false;
  let drainLook: ReturnType<typeof setInterval> | undefined;

  const stream = Object.assign(new EventEmitter(), {
    write(chunk: Uint8Array | string): boolean {
      if (ending || destroyed) return false;
      const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
      waiting.push(bytes);
      waitingBytes += bytes.length;
      flush();
      if (bytesUnderWay() < highWaterBytes) return true;
      drainLook ??= setInterval(lookForDrain, drainLookMs);
      return false;
    },
    cork() {
      corks++;
    },
    uncork() {
      if (corks > 0) corks--;
      flush();
    },
    pipe(sink: Writable) {
      stream.on('data', (chunk: Uint8Array) => sink.write(chunk));
      return sink;
    },
    end(finished?: () => void) {
      if (finished) stream.once('finish', finished);
      if (ending || destroyed) return;
      ending = true;
      corks = 0;
      flush();
      // A socket closes only after what it was given has left.
      if (socket.readyState === socket.OPEN) finish();
    },
    destroy(error?: Error, closeCode?: number) {
      if (destroyed) return;
      destroyed = true;
      clearInterval(drainLook);
      waiting = [];
      waitingBytes = 0;
      socket.close();
      // Never in the middle of the call that ended it.
      queueMicrotask(() => {
        if (error) stream.emit('error', error);
        stream.emit('close', closeCode);
      });
    },
  });

  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    if (destroyed) return;
    stream.emit('connect');
    flush();
    if (ending) finish();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (destroyed) return;
    stream.emit('data', typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data));
  });
  socket.addEventListener('close', ({ code }) => stream.destroy(undefined, code));
  socket.addEventListener('error', () => stream.destroy(new Error('WebSocket error')));

  function flush() {
    if (corks > 0 || destroyed || waiting.length === 0 || socket.readyState !== socket.OPEN) return;
    const chunks = waiting;
    const frame = new Uint8Array(waitingBytes);
    waiting = [];
    waitingBytes = 0;
    let at = 0;
    for (const chunk of chunks) {
      frame.set(chunk, at);
      at += chunk.length;
    }
    socket.send(frame);
  }

  function finish() {
    queueMicrotask(() => stream.emit('finish'));
    socket.close();
  }

  function bytesUnderWay() {
    return waitingBytes + socket.bufferedAmount;
  }

  function lookForDrain() {
    if (bytesUnderWay() >= highWaterBytes) return;
    clearInterval(drainLook);
    drainLook = undefined;
    stream.emit('drain');
  }

  return stream;
}
