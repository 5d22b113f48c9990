// The peers of `npm run bench:load`: other people's built web apps out of their npm packages, served as the broker serves Onebar:
// brotli where a file is text, HTTP/1.1 with connections that are kept, and nothing from elsewhere.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { minifySync } from 'vite';
import type { Site } from './load-visit';

export interface PeerServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Peer extends Omit<Site, 'port'> {
  /** What is no file of a package. */
  readonly texts: Readonly<Record<string, string>>;
  /** Paths that begin so → the folder below bench/load-peers/node_modules/. */
  readonly folders: Readonly<Record<string, string>>;
}

interface Answer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const packages = join('bench', 'load-peers', 'node_modules');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** As its documentation says to begin, with the view of a whole page. The address is for the sign-in, which is not measured. */
const converse: Peer = {
  name: 'Converse.js',
  form: { usable: ['input[name=jid]', 'converse-login-form [type=submit]'] },
  texts: {
    '/': `<!DOCTYPE html>
<html>
  <head>
    <title>Converse</title>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="/dist/converse.min.css" />
    <script type="module" src="/dist/converse.min.js"></script>
  </head>
  <body>
    <script type="module">
      converse.initialize({ view_mode: 'fullscreen', websocket_url: 'ws://127.0.0.1:9/' });
    </script>
  </body>
</html>
`,
  },
  folders: { '/dist/': 'converse.js/dist' },
};

/** Its own page, with what comes from elsewhere taken from here. Firebase comes only after the sign-in. */
const tinode = (): Peer => ({
  name: 'Tinode',
  form: { usable: ['#inputLogin', 'form button[type=submit]'] },
  texts: {
    '/': [
      ['https://fonts.googleapis.com/css?family=Roboto:300,400,400i,500,700,700i', '/roboto.css'],
      ['https://fonts.googleapis.com/icon?family=Material+Icons', '/material-icons.css'],
      ['https://polyfill-fastly.io/v3/polyfill.min.js?features=Intl.Segmenter', '/polyfill.js'],
      ['https://cdn.jsdelivr.net/npm/react@18.3.1/', '/react/'],
      ['https://cdn.jsdelivr.net/npm/react-dom@18.3.1/', '/react-dom/'],
      ['https://cdn.jsdelivr.net/npm/react-intl@7.1.6/react-intl.iife.min.js', '/react-intl.js'],
      ['https://cdn.jsdelivr.net/npm/qrcodejs@1.0.0/', '/qrcodejs/'],
    ].reduce(
      (page, [there = '', here = '']) => {
        if (!page.includes(there)) throw new Error(`Tinode's page does not ask for ${there} any more.`);
        return page.replace(there, here);
      },
      readFileSync(join(packages, 'tinode-webapp', 'index.html'), 'utf8'),
    ),
    '/roboto.css': robotoStyle(),
    '/material-icons.css': materialIconsStyle(),
    // The CDN minifies what has no minified file in the package.
    '/react-intl.js': minified(join('react-intl', 'react-intl.iife.js')),
    // What that service sends to a browser that lacks nothing.
    '/polyfill.js': '/* nothing to add */\n',
    // Each installation writes its own; without a value Tinode does without Firebase.
    '/firebase-init.js': 'var FIREBASE_INIT;\n',
  },
  folders: {
    '/react/': 'react',
    '/react-dom/': 'react-dom',
    '/qrcodejs/': 'qrcodejs',
    '/fonts/roboto/': '@fontsource/roboto/files',
    '/fonts/icons/': '@fontsource/material-icons/files',
    '/': 'tinode-webapp',
  },
});

export const peers = (): readonly Peer[] => [converse, tinode()];

export function versionOf(name: string): string {
  const manifest = readFileSync(join(packages, name, 'package.json'), 'utf8');
  return `${name} ${(JSON.parse(manifest) as { version: string }).version}`;
}

function minified(file: string): string {
  return minifySync(file, readFileSync(join(packages, file), 'utf8')).code;
}

/** The styles that Tinode asks Google for, in the way Google answers. */
function robotoStyle(): string {
  const faces = [300, 400, '400i', 500, 700, '700i'].map((face) => {
    const weight = Number.parseInt(String(face), 10);
    const style = String(face).endsWith('i') ? 'italic' : 'normal';
    const url = `/fonts/roboto/roboto-latin-${weight}-${style}.woff2`;
    return `@font-face{font-family:Roboto;font-style:${style};font-weight:${weight};src:url(${url}) format("woff2")}`;
  });
  return `${faces.join('\n')}\n`;
}

function materialIconsStyle(): string {
  return `@font-face{font-family:"Material Icons";src:url(/fonts/icons/material-icons-latin-400-normal.woff2) format("woff2")}
.material-icons{font-family:"Material Icons";font-size:24px;line-height:1;display:inline-block;white-space:nowrap;font-feature-settings:"liga"}
`;
}

export async function servePeer({ texts, folders }: Peer): Promise<PeerServer> {
  // Compressing at the highest level takes seconds: once, at the visit that nobody measures.
  const answers = new Map<string, Answer | undefined>();

  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    const path = normalize(request.url?.split('?', 1)[0] ?? '/');
    if (!answers.has(path)) answers.set(path, read(path));
    const answer = answers.get(path);
    if (!answer) {
      response.writeHead(404, { 'Content-Length': 0 }).end();
      return;
    }
    response.writeHead(200, answer.headers).end(answer.body);
  });

  function read(path: string): Answer | undefined {
    const plain = texts[path] === undefined ? readFileOf(path) : Buffer.from(texts[path]);
    if (!plain) return undefined;
    const type = types[extname(path) || '.html'];
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
    const body = type === undefined ? plain : brotliCompressSync(plain, quality);
    return {
      body,
      headers: {
        'Content-Type': type ?? 'application/octet-stream',
        'Content-Length': String(body.length),
        'Cache-Control': 'public,max-age=31536000,immutable',
        ...(type === undefined ? {} : { 'Content-Encoding': 'br' }),
      },
    };
  }

  function readFileOf(path: string): Buffer | undefined {
    const found = Object.entries(folders).find(([begin]) => path.startsWith(begin));
    if (!found) return undefined;
    const file = join(packages, found[1], path.slice(found[0].length));
    return extname(file) !== '' && existsSync(file) ? readFileSync(file) : undefined;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
