// Browsers say from which page a request comes. What a foreign page asks in somebody's browser is not done: no connection, no POST.
// Programs that are no browser say nothing, and pass: they have to bring a token or a password like everybody.
import type { IncomingMessage } from 'node:http';
import { askedHost } from './client';

export interface OriginRules {
  readonly proxies: number;
  /** Instead of the host that is asked. Lower case, like `https://chat.example`. */
  readonly allowed: readonly string[];
}

export function isAllowedOrigin(request: IncomingMessage, { proxies, allowed }: OriginRules): boolean {
  const origin = request.headers.origin?.toLowerCase();
  if (origin === undefined) return true;
  if (allowed.length > 0) return allowed.includes(origin);
  // Not the scheme: a proxy may speak https with the browser and http with us.
  const [, host] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
  return host !== undefined && host === withoutUsualPort(askedHost(request, proxies), origin);
}

/** Browsers leave it out in both headers, a proxy may add it. */
const withoutUsualPort = (host: string | undefined, origin: string): string | undefined =>
  host?.replace(origin.startsWith('https:') ? /:443$/ : /:80$/, '');
