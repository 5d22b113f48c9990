/* oxlint-disable no-underscore-dangle -- the names are those of Node’s streams */
// The stream over a WebSocket, and the two streams and the emitter below it: what MQTT.js rests on.
import { expect, it, vi } from 'vitest';
import { EventEmitter } from './events';
import { Readable, Writable } from './streams';
import { createWebSocketStream } from './websocket-stream';

const bytes = (...values: number[]) => new Uint8Array(values);
const soon = () => new Promise((resolve) => setTimeout(resolve));

/** A WebSocket whose every move is the test's. */
function openSocket() {
  const target = new EventTarget();
  const sent: number[][] = [];
  const socket = Object.assign(target, {
    OPEN: 1,
    readyState: 0,
    binaryType: 'blob',
    bufferedAmount: 0,
    closed: 0,
    send: (frame: Uint8Array) => sent.push([...frame]),
    close: () => void socket.closed++,
    open() {
      socket.readyState = 1;
      target.dispatchEvent(new Event('open'));
    },
    message: (data: unknown) => target.dispatchEvent(new MessageEvent('message', { data })),
    tell: (event: string) => target.dispatchEvent(new Event(event)),
  });
  const stream = createWebSocketStream(socket as unknown as WebSocket);
  const told: string[] = [];
  for (const event of ['connect', 'finish', 'close', 'drain']) stream.on(event, () => told.push(event));
  stream.on('error', (error: Error) => told.push(error.message));
  return { socket, stream, sent, told };
}

it('keeps what is written before the socket is open, and sends it as one frame', () => {
  const { socket, stream, sent, told } = openSocket();
  stream.write(bytes(1));
  stream.write('é');
  expect(sent).toEqual([]);
  socket.open();
  expect(told).toEqual(['connect']);
  expect(sent).toEqual([[1, 0xc3, 0xa9]]);
});

it('puts what is written between cork and uncork into one frame, also when corks are nested', () => {
  const { socket, stream, sent } = openSocket();
  socket.open();
  stream.cork();
  stream.write(bytes(1));
  stream.cork();
  stream.write(bytes(2));
  stream.uncork();
  expect(sent).toEqual([]);
  stream.uncork();
  expect(sent).toEqual([[1, 2]]);
  stream.write(bytes(3));
  expect(sent).toEqual([[1, 2], [3]]);
});

it('says when it has too much, and when that has left', () => {
  vi.useFakeTimers();
  const { socket, stream, told } = openSocket();
  socket.open();
  expect(stream.write(bytes(1))).toBe(true);
  socket.bufferedAmount = 16 * 1024;
  expect(stream.write(bytes(2))).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['connect']);
  socket.bufferedAmount = 100;
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['connect', 'drain']);
  vi.useRealTimers();
});

it('ends after what was written has left, and is closed when the socket is', async () => {
  const { socket, stream, sent, told } = openSocket();
  stream.write(bytes(1));
  stream.end(() => told.push('ended'));
  expect(socket.closed).toBe(0);
  socket.open();
  expect(sent).toEqual([[1]]);
  expect(socket.closed).toBe(1);
  expect(stream.write(bytes(2))).toBe(false);
  await soon();
  expect(told).toEqual(['connect', 'finish', 'ended']);
  socket.tell('close');
  await soon();
  expect(told).toEqual(['connect', 'finish', 'ended', 'close']);
  expect(sent).toEqual([[1]]);
});

it('is over once, after the running code, whatever ends it, and says nothing after that', async () => {
  const { socket, stream, sent, told } = openSocket();
  const read: number[][] = [];
  stream.on('data', (chunk: Uint8Array) => read.push([...chunk]));
  socket.open();
  socket.message(bytes(1).buffer);
  socket.tell('error');
  expect(told).toEqual(['connect']);
  socket.tell('close');
  stream.destroy(new Error('again'));
  socket.message(bytes(2).buffer);
  stream.write(bytes(3));
  await soon();
  expect(told).toEqual(['connect', 'WebSocket error', 'close']);
  expect(read).toEqual([[1]]);
  expect(sent).toEqual([]);
});

it('hands a sink one chunk after another, each when the one before is done', () => {
  const { socket, stream } = openSocket();
  const begun: number[] = [];
  const done: (() => void)[] = [];
  const sink = new Writable();
  sink._write = (chunk, _encoding, written) => {
    begun.push(chunk[0]!);
    done.push(written);
  };
  expect(stream.pipe(sink)).toBe(sink);
  socket.open();
  for (const value of [1, 2, 3]) socket.message(bytes(value).buffer);
  expect(begun).toEqual([1]);
  done[0]!();
  expect(begun).toEqual([1, 2]);
  done[1]!();
  done[2]!();
  expect(begun).toEqual([1, 2, 3]);
});

it('takes ten thousand waiting chunks without running out of stack, and none after an error', () => {
  const sink = new Writable();
  const problems: unknown[] = [];
  sink.on('error', (error: unknown) => problems.push(error));
  let first: (() => void) | undefined;
  let taken = 0;
  sink._write = (_chunk, _encoding, written) => {
    taken++;
    if (first) written(taken === 10_000 ? new Error('full') : undefined);
    else first = written;
  };
  for (let k = 0; k < 20_000; k++) sink.write(bytes(1));
  first?.();
  expect(taken).toBe(10_000);
  expect(problems).toEqual([new Error('full')]);
});

it('reads a source to its end, and says so after the reader', async () => {
  const source = new Readable();
  const items: unknown[] = ['a', 'b'];
  const told: unknown[] = [];
  source._read = () => source.push(items.shift() ?? null);
  source.on('end', () => told.push('end'));
  const read = () => {
    for (let item = source.read(); ; item = source.read()) {
      told.push(item);
      if (item === null) return;
    }
  };
  read();
  expect(told).toEqual(['a', 'b', null]);
  await soon();
  expect(told).toEqual(['a', 'b', null, 'end']);
});

it('calls listeners in their order, those of one time once, and throws an error nobody listens to', () => {
  const emitter = new EventEmitter();
  const told: string[] = [];
  const twice = () => void told.push('twice');
  emitter.on('it', () => {
    told.push('first');
    emitter.on('it', () => void told.push('late'));
  });
  emitter.once('it', () => void told.push('once'));
  emitter.on('it', twice).on('it', twice);
  emitter.emit('it');
  expect(told.splice(0)).toEqual(['first', 'once', 'twice', 'twice']);
  emitter.off('it', twice);
  emitter.emit('it');
  expect(told.splice(0)).toEqual(['first', 'twice', 'late']);
  emitter.removeAllListeners('it');
  expect(emitter.emit('it')).toBe(false);
  expect(() => emitter.emit('error', new Error('unheard'))).toThrow('unheard');
});
