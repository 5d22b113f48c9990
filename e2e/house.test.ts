// The rules of the house, each with what it lets in and what it keeps out: a rule that lost its teeth shows here.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Fixture {
  readonly path: string;
  readonly source: string;
  /** What lint says of it; `undefined`: nothing. */
  readonly broken: string | undefined;
}

const fixtures: Fixture[] = [];
const imports = 'eslint(no-restricted-imports)';
const globals = 'eslint(no-restricted-globals)';
const properties = 'eslint(no-restricted-properties)';
const consoles = 'eslint(no-console)';
const defaults = 'import(no-default-export)';

function add(broken: string | undefined, folder: string, sources: readonly string[], extension = 'ts'): void {
  for (const source of sources)
    fixtures.push({ path: `${folder}/fixture-${fixtures.length}.${extension}`, source, broken });
}
const importOf = (specifier: string) => `import { x } from '${specifier}';\nexport const y = x;\n`;
const mayImport = (folder: string, ...specifiers: string[]) =>
  add(undefined, folder, specifiers.map(importOf));
const mustNotImport = (folder: string, ...specifiers: string[]) =>
  add(imports, folder, specifiers.map(importOf));
const mayUse = (folder: string, ...expressions: string[]) =>
  add(
    undefined,
    folder,
    expressions.map((text) => `export const y = () => ${text};\n`),
  );
const mustNotUse = (broken: string, folder: string, ...expressions: string[]) =>
  add(
    broken,
    folder,
    expressions.map((text) => `export const y = () => ${text};\n`),
  );

const servers = ['ws', 'classic-level', '@node-rs/argon2', 'mqtt-packet', 'node:fs', '../../broker/config'];
const screens = ['react', 'react-dom/client', 'zustand', 'zustand/vanilla'];

// Imports point right: ui → store → sync → transport | platform | db → protocol.
mayImport('src/protocol', './payload', 'valibot', '@msgpack/msgpack');
mustNotImport('src/protocol', '../db/db', '../platform/locks', '../transport/link', '../sync/engine');
mustNotImport(
  'src/protocol',
  '../store/state',
  '../ui/Screen',
  '../sw/sw',
  'idb',
  'mqtt',
  ...servers,
  ...screens,
);

mayImport('src/db', './schema', '../protocol/entry', 'idb');
mustNotImport(
  'src/db',
  '../platform/locks',
  '../transport/link',
  '../sync/engine',
  '../store/state',
  '../ui/Screen',
);
mustNotImport('src/db', '../sw/sw', 'mqtt', ...servers, ...screens);

mayImport('src/transport', './link', '../protocol/topics', 'mqtt', 'mqtt/lib/client');
mustNotImport(
  'src/transport',
  '../db/db',
  '../platform/locks',
  '../sync/engine',
  '../store/state',
  '../ui/Screen',
);
mustNotImport('src/transport', '../sw/sw', 'idb', ...servers, ...screens);

mayImport('src/platform', './locks', '../protocol/ids');
mustNotImport(
  'src/platform',
  '../db/db',
  '../transport/link',
  '../sync/engine',
  '../store/state',
  '../ui/Screen',
);
mustNotImport('src/platform', 'idb', 'mqtt', ...servers, ...screens);

mayImport(
  'src/sync',
  './engine',
  '../transport/link',
  '../platform/locks',
  '../db/db',
  '../protocol/ask',
  'uuid',
);
mustNotImport(
  'src/sync',
  '../store/state',
  '../ui/Screen',
  '../sw/sw',
  'idb',
  'mqtt',
  ...servers,
  ...screens,
);

mayImport('src/store', './state', '../sync/engine', '../db/db', '../protocol/ask', 'zustand/vanilla');
mustNotImport(
  'src/store',
  '../transport/link',
  '../platform/locks',
  '../ui/Screen',
  '../sw/sw',
  'idb',
  'mqtt',
);
mustNotImport('src/store', 'react', 'react-dom/client', ...servers);

mayImport('src/ui/room', './message', '../design/Button', '../../store/state', '../../protocol/ids', 'react');
mustNotImport(
  'src/ui/room',
  '../../db/db',
  '../../sync/engine',
  '../../transport/link',
  '../../platform/locks',
);
mustNotImport('src/ui/room', '../../sw/sw', 'idb', 'mqtt', ...servers);

mayImport(
  'src/sw',
  '../db/db',
  '../platform/locks',
  '../protocol/ids',
  '../transport/http',
  '../sync/post-outbox',
);
mustNotImport('src/sw', '../store/state', '../ui/Screen', 'idb', 'mqtt', ...servers, ...screens);

mayImport(
  'src/search-worker',
  './search-index',
  '../db/schema',
  '../protocol/search-words',
  '../protocol/ids',
  '../log',
);
mustNotImport(
  'src/search-worker',
  '../sync/engine',
  '../store/state',
  '../ui/Screen',
  '../transport/http',
  '../platform/clock',
  '../sw/sw',
);
mustNotImport('src/search-worker', 'idb', 'mqtt', ...servers, ...screens);
mayImport('src/store', '../search-worker/search-messages');
mayImport('src/ui/search', './use-search', '../../store/open-search');
for (const folder of ['src/protocol', 'src/db', 'src/transport', 'src/platform', 'src/sync', 'src/sw'])
  mustNotImport(folder, '../search-worker/search-index');
mustNotImport('src/ui/search', '../../search-worker/search-messages');

// What stands between the rooms knows no server and takes nothing that belongs to one room.
mayImport('src', './store/app', './sync/engine', './transport/link', './db/db', 'react');
mustNotImport('src', 'idb', 'mqtt', 'node:fs', 'ws', '../broker/config');

mayImport('broker', './mqtt/mqtt', './chat/chat', './store/store', '../src/protocol/limits', 'node:fs', 'ws');
mustNotImport('broker', 'idb', 'mqtt', 'react', 'classic-level', '../src/db/db', '../src/sync/engine');

mayImport('broker/mqtt', './session', '../application', 'mqtt-packet', 'ws', 'node:stream');
mustNotImport(
  'broker/mqtt',
  '../chat/rooms',
  '../store/store',
  '../../src/protocol/ids',
  'mqtt',
  'idb',
  'react',
);
mustNotImport('broker/mqtt', 'classic-level');

mayImport(
  'broker/chat',
  './rooms',
  '../application',
  '../store/store',
  '../../src/protocol/ids',
  '@node-rs/argon2',
);
mustNotImport('broker/chat', '../mqtt/session', 'mqtt-packet', 'ws', 'mqtt', 'idb', 'react', 'classic-level');
mustNotImport('broker/chat', '../../src/db/db');

mayImport('broker/store', './layout', '../application', '../../src/protocol/ids', 'classic-level', 'node:fs');
mustNotImport(
  'broker/store',
  '../mqtt/session',
  '../chat/rooms',
  '../http/http',
  'ws',
  'mqtt-packet',
  'react',
);
mustNotImport('broker/store', '../../src/db/db');

// The console is a client as others would write one.
mayImport('console', './outbox', '../src/protocol/limits', 'mqtt', 'node:fs');
mustNotImport('console', '../broker/config', '../src/sync/engine', '../src/db/db', '../src/transport/link');
mustNotImport('console', 'idb', 'react', 'ws', 'classic-level', 'mqtt-packet');

// There are no drawers for mixed things. A package may be called so, and so may a word.
for (const folder of [
  'src/protocol',
  'src/ui/room',
  'src/sync',
  'broker',
  'broker/chat',
  'broker/store',
  'console',
  'scripts',
])
  mustNotImport(
    folder,
    './utils/text',
    '../helpers/x',
    './hooks/use-x',
    '../lib/x',
    './types/x',
    './services/x',
    './utils',
  );
mayImport('src/transport', 'mqtt/lib/connect/ws', './typesetting');

// Globals that belong to one room.
mustNotUse(globals, 'src/sync', "fetch('/')", "new WebSocket('ws://x')", "indexedDB.open('x')");
mustNotUse(globals, 'src/ui', "localStorage.getItem('x')", "sessionStorage.getItem('x')", "fetch('/')");
mustNotUse(globals, 'src/store', "new BroadcastChannel('x')", 'new XMLHttpRequest()', "new EventSource('/')");
mustNotUse(globals, 'src/transport', "fetch('/')", "indexedDB.open('x')");
mustNotUse(globals, 'src/db', "localStorage.getItem('x')", "fetch('/')");
mustNotUse(globals, 'src/platform', "fetch('/')", "indexedDB.open('x')");
mustNotUse(globals, 'src/search-worker', "fetch('/')", "indexedDB.open('x')");
mayUse('src/transport', "new WebSocket('ws://x')");
mayUse('src/db', "indexedDB.open('x')");
mayUse('src/platform', "new BroadcastChannel('x')", 'navigator.locks.query()', 'navigator.onLine');
mustNotUse(properties, 'src/sync', 'navigator.locks.query()', 'navigator.onLine');
mustNotUse(properties, 'src/ui', 'navigator.serviceWorker', 'navigator.storage');

// What people write is text: there is no way to HTML.
for (const folder of ['src/ui', 'src/store']) {
  mustNotUse(properties, folder, "(document.body.innerHTML = '<b>')", "(document.body.outerHTML = '<b>')");
  mustNotUse(properties, folder, "document.body.insertAdjacentHTML('beforeend', '<b>')");
}
add(
  'react(no-danger)',
  'src/ui',
  ["export const Y = () => <p dangerouslySetInnerHTML={{ __html: '<b>' }} />;\n"],
  'tsx',
);
fixtures.push({
  path: 'src/transport/http.ts',
  source: "export const y = () => fetch('/');\n",
  broken: undefined,
});
fixtures.push({
  path: 'src/db/language-choice.ts',
  source: "export const y = () => localStorage.getItem('x');\n",
  broken: undefined,
});
fixtures.push({
  path: 'src/main.tsx',
  source: 'export const y = [fetch, navigator.locks];\n',
  broken: undefined,
});

// One place speaks to the console.
for (const folder of ['src', 'src/ui', 'src/sync', 'broker', 'broker/store', 'scripts'])
  mustNotUse(consoles, folder, "console.log('x')", "console.error('x')");
fixtures.push({
  path: 'src/log.ts',
  source: "export const y = () => console.warn('x');\n",
  broken: undefined,
});
mayUse('e2e', "console.log('x')");

// Everything has a name, but for settings of tools that ask for a default export.
for (const folder of ['src/ui', 'broker', 'e2e', 'e2e/headless'])
  add(defaults, folder, ['export default 1;\n']);
add(defaults, 'src/db', ['export default 1;\n'], 'test.ts');
fixtures.push({ path: 'vite.config.ts', source: 'export default {};\n', broken: undefined });

let tree: string;
const verdicts = new Map<string, string[]>();

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'onebar-house-'));
  const config = JSON.parse(await readFile(resolve('.oxlintrc.json'), 'utf8')) as { options: object };
  // Types say nothing about imports, and reading them is slow.
  const plain = { ...config, options: { ...config.options, typeAware: false } };
  await writeFile(join(tree, '.oxlintrc.json'), JSON.stringify(plain));
  for (const { path, source } of fixtures) {
    await mkdir(join(tree, dirname(path)), { recursive: true });
    await writeFile(join(tree, path), source);
  }
  const oxlint = resolve('node_modules/.bin/oxlint');
  const output = await new Promise<string>((done) => {
    // It fails when it finds something, as it should here.
    execFile(oxlint, ['--format', 'json'], { cwd: tree, maxBuffer: 64e6 }, (_, stdout) => done(stdout));
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string; code: string }[] };
  for (const { filename, code } of diagnostics)
    verdicts.set(filename, [...(verdicts.get(filename) ?? []), code]);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

const line = (source: string) => source.split('\n')[0];

test.each(
  fixtures.filter(({ broken }) => broken === undefined).map((f) => [dirname(f.path), line(f.source), f.path]),
)('%s may say: %s', (_folder, _source, path) => expect(verdicts.get(path)).toBeUndefined());

test.each(
  fixtures.filter(({ broken }) => broken).map((f) => [dirname(f.path), line(f.source), f.path, f.broken]),
)('%s must not say: %s', (_folder, _source, path, broken) =>
  expect(verdicts.get(path ?? '')).toContain(broken),
);
