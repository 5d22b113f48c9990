// Who is at the other end of a request, also behind proxies: each of them adds at the right of X-Forwarded-For whom it heard, so what
// stands further left than there are proxies is the client's own invention.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** As it is counted: an IPv6 address stands for its network of 64 bits, which is what one customer has. */
export function clientAddress({ headers, socket }: IncomingMessage, proxies: number): string {
  const heard = socket.remoteAddress ?? '';
  if (proxies === 0) return countedAddress(heard);
  const chain = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map(withoutPort);
  const trusted = chain.slice(-proxies);
  // Fewer than there should be: the request did not take the usual way, and the last that is known counts.
  return countedAddress(trusted.find((address) => isIP(address) !== 0) ?? heard);
}

/** A proxy on this machine brought it, and the settings say that there is none: then all the world looks like this machine. */
export const isByUntoldProxy = ({ headers, socket }: IncomingMessage, proxies: number): boolean =>
  proxies === 0 &&
  headers['x-forwarded-for'] !== undefined &&
  isLoopbackAddress(countedAddress(socket.remoteAddress ?? ''));

/** Whether the client speaks https, with us or with the nearest proxy. */
export function isHttps({ headers, socket }: IncomingMessage, proxies: number): boolean {
  if ((socket as TLSSocket).encrypted) return true;
  return proxies > 0 && lastOf(headers['x-forwarded-proto']) === 'https';
}

/** The host and port that the client asked for. */
export function askedHost({ headers }: IncomingMessage, proxies: number): string | undefined {
  const forwarded = proxies > 0 ? lastOf(headers['x-forwarded-host']) : undefined;
  return forwarded ?? headers.host?.toLowerCase();
}

export function countedAddress(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail] = plain.toLowerCase().split('%', 1).join('').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** This very machine, which needs no network to bring itself down. */
export const isLoopbackAddress = (address: string): boolean =>
  address.startsWith('127.') || address === countedAddress('::1');

const lastOf = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined ? undefined : String(header).split(',').at(-1)?.trim().toLowerCase();

/** `[::1]:80` and `1.2.3.4:80` are seen in the wild. */
function withoutPort(text: string): string {
  const address = text.trim();
  return /^\[([^\]]+)\](:\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1');
}
