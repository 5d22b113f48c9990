// Raw sockets of the attacks: from many addresses of this machine, because one address alone is turned away early, and slow ones,
// which say one byte at a time and come again when they are thrown out.
import { connect, type Socket } from 'node:net';

const addresses = 200;
let next = 0;

/** All of 127.0.0.0/8 is this machine. */
export const nextAddress = (): string => `127.0.${1 + (Math.floor(next / 250) % 250)}.${1 + (next++ % 250)}`;

/** One of a few hundred, each of which is used again and again. */
export const fewAddresses = (index: number): string => `127.1.0.${1 + (index % addresses)}`;

export function openSocket(port: number, localAddress: string): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  return socket;
}

export interface SlowSockets {
  /** How many were opened in all, and how many of them are open now. */
  opened(): number;
  open(): number;
  stop(): void;
}

const byteEveryMs = 500;
const lookEveryMs = 200;

/**
 * `count` at once, each of which says `first` at once and then `slowly`, byte for byte. One that is thrown out is replaced, up to
 * `maxOpened` in all.
 */
export function openSlowSockets(
  port: number,
  {
    count,
    maxOpened,
    first = '',
    slowly,
  }: { count: number; maxOpened: number; first?: string; slowly: readonly Uint8Array[] },
): SlowSockets {
  const sockets = new Set<Socket>();
  let opened = 0;

  function add(): void {
    const socket = openSocket(port, fewAddresses(opened++));
    let said = 0;
    sockets.add(socket);
    if (first !== '') socket.write(first);
    const timer = setInterval(() => {
      const bytes = slowly[said++ % slowly.length];
      if (bytes) socket.write(bytes);
    }, byteEveryMs);
    socket.on('data', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      sockets.delete(socket);
    });
  }

  const timer = setInterval(() => {
    while (sockets.size < count && opened < maxOpened) add();
  }, lookEveryMs);
  return {
    opened: () => opened,
    open: () => sockets.size,
    stop() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
