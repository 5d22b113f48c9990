// `npm run size`: holds what a browser loads against its budgets, in bytes of brotli, quality 11, as the broker sends it. `--write-docs`
// writes docs/size.md as well: each file, and what is in it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './install-missing.mjs';
import { complain, say } from './say.mjs';
import { shareOf } from './size-share.mjs';

const app = join(root, 'dist', 'app');
const whatToRead = 'all that reading rooms and writing need';

/** In kB of 1,000 bytes. A file without a line of its own must fit into the last one. */
const budgets = [
  { what: 'index.html with all styles of the account form, and three scripts', file: /^index\.html$/, kB: 8 },
  { what: 'MQTT.js', file: /^assets\/slim-mqtt-/, kB: 25 },
  { what: 'the link and what is read, written and asked on it', file: /^assets\/wire-lead-/, kB: 25 },
  { what: 'the screens of whoever is signed in, with their styles', file: /^assets\/Shell-/, kB: 23 },
  { what: 'the settings', file: /^assets\/Settings-/, kB: 8 },
  { what: 'what is kept on the device, and its export', file: /^assets\/Kept-/, kB: 5 },
  { what: 'the screen of the server’s admins', file: /^assets\/Server-/, kB: 7 },
  { what: 'the search', file: /^assets\/(wire-search|Search)-/, kB: 6 },
  { what: 'the worker that searches', file: /^assets\/search-worker-/, kB: 6 },
  { what: 'the delivery story', file: /^assets\/Story-/, kB: 4 },
  { what: 'what a room is and who is in it', file: /^assets\/RoomPanel-/, kB: 8 },
  { what: 'what draws QR codes', file: /^assets\/uqr-|^assets\/dist-/, kB: 5 },
  { what: 'the emoji and their names', file: /^assets\/emoji-data-/, kB: 8 },
  { what: 'a language: all words but those that are needed at once', file: /^assets\/..-rest-/, kB: 14 },
  { what: 'a language: the words that are needed at once', file: /^assets\/..-first-/, kB: 5 },
  { what: 'the service worker', file: /^sw\.js$/, kB: 22 },
  { what: 'any other part that is loaded later', file: /^assets\/.*\.js$/, kB: 3 },
];
const formBudgetKB = 80;
const readBudgetKB = 100;
const precachedBudgetKB = 350;

if (!existsSync(join(app, 'index.html'))) {
  complain('There is no built app. Run "npm run build" first.');
  process.exit(1);
}

const html = readFileSync(join(app, 'index.html'), 'utf8');
/** The page, and what it names: its script, what that imports, and the words of one language. */
const pageNames = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name);
const firstWords = [...html.matchAll(/"\/(assets\/..-first-[^"]+\.js)"/g)].map(([, name]) => name);
const precached = [
  ...new Set(
    readFileSync(join(app, 'sw.js'), 'utf8').match(
      /assets\/[\w.-]+\.js|index\.html|favicon\.svg|manifest\.webmanifest/g,
    ),
  ),
];

const files = readdirSync(app, { recursive: true })
  .map((name) => String(name).replaceAll('\\', '/'))
  .filter((name) => /\.(html|js|css|svg|webmanifest)$/.test(name) && name !== 'icon.svg')
  .map((name) => ({ name, bytes: brotli(readFileSync(join(app, name))) }));
const bytesOf = (names) =>
  names.reduce((sum, name) => sum + files.find((file) => file.name === name).bytes, 0);
const longestWords = firstWords.toSorted((a, b) => bytesOf([b]) - bytesOf([a]))[0];
const form = ['index.html', ...pageNames, longestWords];
const atOnce = [...form, ...files.map(({ name }) => name).filter((name) => name.startsWith('assets/Shell-'))];

const lines = [
  ...files.flatMap(({ name, bytes }) => {
    const budget = pageNames.includes(name) ? undefined : budgets.find(({ file }) => file.test(name));
    return budget ? [{ name, bytes, ...budget }] : [];
  }),
  { name: form.join(' + '), bytes: bytesOf(form), what: 'all that the account form needs', kB: formBudgetKB },
  { name: atOnce.join(' + '), bytes: bytesOf(atOnce), what: whatToRead, kB: readBudgetKB },
  {
    name: `${precached.length} files`,
    bytes: bytesOf(precached),
    what: 'all that the service worker keeps',
    kB: precachedBudgetKB,
  },
];
const bare = files.filter(({ name }) => name.endsWith('.css'));
const over = lines.filter(({ bytes, kB }) => bytes > kB * 1000);

for (const { what, name, bytes, kB } of lines)
  say(
    `${bytes > kB * 1000 ? '✗' : '✓'} ${inKB(bytes).padStart(6)} of ${String(kB).padStart(3)} kB  ${what}: ${name}`,
  );
for (const { name } of bare) complain(`${name} is a style that comes alone; see vite/styles-inside.ts.`);
if (over.length > 0)
  complain(
    `${over.length} over budget. Load later what is not needed at once; scripts/size.mjs has the budgets.`,
  );
if (process.argv.includes('--write-docs')) writeDocs();
process.exitCode = over.length + bare.length > 0 ? 1 : 0;

function writeDocs() {
  const path = join(root, 'docs', 'size.md');
  writeFileSync(path, page());
  spawnSync(process.execPath, [join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt'), path], {
    stdio: 'inherit',
  });
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function inKB(bytes) {
  return (bytes / 1000).toFixed(1);
}

function page() {
  const stable = (name) => name.replace(/-[\w-]{8}\.js$/, '.js');
  const rows = lines.map(
    ({ what, name, bytes, kB }) =>
      `| ${what} | ${name
        .split(' + ')
        .map((each) => `\`${stable(each)}\``)
        .join(' + ')} | ${inKB(bytes)} | ${kB} |`,
  );
  const chunks = files
    .filter(({ name }) => name.startsWith('assets/') && existsSync(join(app, `${name}.map`)))
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes }) => {
      const shares = shareOf(
        readFileSync(join(app, name), 'utf8'),
        JSON.parse(readFileSync(join(app, `${name}.map`), 'utf8')),
      );
      const list = shares.map(({ source, share }) => `${source} ${Math.round(share * 100)} %`).join(', ');
      return `**\`${stable(name)}\`**, ${inKB(bytes)} kB: ${list}.`;
    });
  return `# Sizes

What a browser loads, in kB of 1,000 bytes, brotli at quality 11, as the broker sends it. Written by
\`npm run build && npm run size -- --write-docs\`; \`npm run size\` checks it, and \`npm test\` with it.

## Budgets

| what | files | kB | at most |
| ---- | ----- | -: | ------: |
${rows.join('\n')}

## What is in each script

By share of its characters before compression; what has less than 1 % is left out.

${chunks.join('\n\n')}
`;
}
