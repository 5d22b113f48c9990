// The built app, read once at start: a few files that the build has compressed already. Held in memory because then
// a build that replaces them cannot tear a page in two, and a download that breaks off (the normal case here) leaves
// no file open; sirv left one open for each and ended the process at a file that was gone. Whoever kept the half of a file is sent the
// rest; Chromium keeps no half of one that is compressed.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { textAnswer, type Answer } from './answer';
import { documentHeaders } from './security-headers';

type Encoding = 'br' | 'gzip';

interface AppFile {
  readonly headers: Readonly<Record<string, string>>;
  /** In every ETag of this file. */
  readonly hash: string;
  readonly plain: Uint8Array;
  readonly compressed: ReadonlyMap<Encoding, Uint8Array>;
}

/** Headers of a request; empty where there is none. */
interface FileRequest {
  readonly acceptEncoding: string;
  readonly ifNoneMatch: string;
  readonly range: string;
  readonly ifRange: string;
}

export interface AppFiles {
  /** `undefined`: there is no such file. */
  find(path: string, request: FileRequest): Answer | undefined;
}

const suffixes: readonly (readonly [Encoding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Reads all files below `dir`. A missing folder is not an error here: each visit to `/` is told what to do. */
export async function readAppFiles(dir: string): Promise<AppFiles> {
  const filesByPath = new Map<string, AppFile>();
  for (const name of await namesBelow(dir)) {
    if (suffixes.some(([, suffix]) => name.endsWith(suffix))) continue;
    filesByPath.set(`/${name.split(sep).join('/')}`, await readAppFile(dir, name));
  }
  const index = filesByPath.get('/index.html');
  if (index) filesByPath.set('/', index);

  return {
    find(path, request) {
      const file = filesByPath.get(path);
      if (!file) return path === '/' ? notBuilt : undefined;
      const [encoding, body] = chooseBody(file, request.acceptEncoding);
      const etag = encoding ? `"${file.hash}-${encoding}"` : `"${file.hash}"`;
      const headers = {
        ...file.headers,
        ETag: etag,
        ...(encoding && { 'Content-Encoding': encoding }),
      };
      if (request.ifNoneMatch.includes(file.hash)) return { status: 304, headers, body: '' };
      const part =
        request.ifRange === '' || request.ifRange === etag ? partOf(request.range, body) : undefined;
      if (!part) return { status: 200, headers, body };
      const { from, to } = part;
      return {
        status: 206,
        headers: { ...headers, 'Content-Range': `bytes ${from}-${to - 1}/${body.length}` },
        body: body.subarray(from, to),
      };
    },
  };
}

function chooseBody(
  { plain, compressed }: AppFile,
  acceptEncoding: string,
): readonly [Encoding | undefined, Uint8Array] {
  for (const [encoding, body] of compressed) if (accepts(acceptEncoding, encoding)) return [encoding, body];
  return [undefined, plain];
}

/** `undefined`: the whole file, as for every kind of range that nobody needs to go on with a download. */
function partOf(range: string, { length }: Uint8Array): { from: number; to: number } | undefined {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range) ?? [];
  if (first === undefined) return undefined;
  const from = Number(first);
  const to = last ? Math.min(Number(last) + 1, length) : length;
  return from < to ? { from, to } : undefined;
}

const notBuilt = textAnswer(
  503,
  'The app has not been built yet. Run "npm run build", then start Onebar again.',
);

async function namesBelow(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function readAppFile(dir: string, name: string): Promise<AppFile> {
  const plain = await readFile(join(dir, name));
  const compressed = new Map<Encoding, Uint8Array>();
  for (const [encoding, suffix] of suffixes) {
    const body = await readFile(join(dir, name + suffix)).catch(() => undefined);
    if (body) compressed.set(encoding, body);
  }
  const hashed = name.startsWith(`assets${sep}`);
  const headers = {
    'Content-Type': types[extname(name)] ?? 'application/octet-stream',
    'Cache-Control': hashed ? 'public,max-age=31536000,immutable' : 'no-cache',
    'Accept-Ranges': 'bytes',
    ...(extname(name) === '.html' ? documentHeaders(plain.toString('utf8')) : {}),
    ...(name === 'sw.js' ? documentHeaders() : {}),
    ...(compressed.size > 0 ? { Vary: 'Accept-Encoding' } : {}),
  };
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { headers, hash, plain, compressed };
}

/** Is it named, and not with `q=0`? */
function accepts(acceptEncoding: string, encoding: Encoding): boolean {
  return acceptEncoding.split(',').some((part) => {
    const [name, quality] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !/^q=0(\.0*)?$/.test(quality ?? '');
  });
}
