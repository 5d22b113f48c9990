// What a browser may do with what the broker answers. Nothing inline but the page's own styles and its own scripts, nothing from elsewhere,
// no eval: an injected text stays a text.
import { createHash } from 'node:crypto';

const policyWith = ({ scripts, styles }: { scripts: readonly string[]; styles: readonly string[] }) =>
  [
    "default-src 'none'",
    ['script-src', "'self'", ...scripts].join(' '),
    ['style-src', "'self'", ...styles].join(' '),
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // Covers ws: and wss: to the same host and port too (CSP level 3; checked in Chromium 156).
    "connect-src 'self'",
    // MQTT.js keeps its timers in a worker made from a Blob.
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** On every answer: what is no script is never run as one, and whatever a browser shows as a page may do nothing at all. */
export const everyAnswer: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Over https: a browser that was here once comes by https for a year, whatever a link says. */
export const overHttps: Readonly<Record<string, string>> = {
  'Strict-Transport-Security': 'max-age=31536000',
};

/** For a page or a service worker, and a page whose styles and scripts stand in it: these, byte for byte, and no others. */
export function documentHeaders(html = ''): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': policyWith({
      scripts: hashesOf(html, /<script>(.*?)<\/script>/gs),
      styles: hashesOf(html, /<style>(.*?)<\/style>/gs),
    }),
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

function hashesOf(html: string, inline: RegExp): string[] {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');
  return [...html.matchAll(inline)].map(([, text = '']) => `'sha256-${hashOf(text)}'`);
}
