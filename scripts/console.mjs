// `npm run console -- …`: Node 20 reads no TypeScript, so vite builds it first, unless that was done since it changed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vite } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

const program = join(root, 'dist', 'console', 'console.js');
const builtAtMs = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newestMs = (folder) =>
  Math.max(...readdirSync(join(root, folder)).map((name) => statSync(join(root, folder, name)).mtimeMs));
if (Math.max(newestMs('console'), newestMs(join('src', 'protocol'))) > builtAtMs) {
  installMissing();
  vite('build', '--ssr', 'console/console.ts', '--outDir', 'dist/console');
}
// In this process: it sees the same arguments and signals, and the same terminal.
await import(pathToFileURL(program).href);
