// src/platform/rescue.js stands in the page itself: as a file of its own it would take the connection that the app is waiting for, and might
// not come at all when it is needed. The broker allows it by its hash.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minifySync, type Plugin } from 'vite';

const file = fileURLToPath(new URL('../src/platform/rescue.js', import.meta.url));
const tag = '<script src="/src/platform/rescue.js"></script>';

export function rescueInside(): Plugin {
  return {
    name: 'onebar:rescue-inside',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        if (!html.includes(tag)) throw new Error(`The page has no ${tag}`);
        const { code, errors } = minifySync(file, readFileSync(file, 'utf8'));
        if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
        // By a function: what it returns may hold a dollar sign.
        return html.replace(tag, () => `<script>${code}</script>`);
      },
    },
  };
}
