// `npm run weak -- …`: the weak network in front of a running broker. Node 20 reads no TypeScript, so vite builds it first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vite } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
vite('build', '--ssr', 'e2e/weak.ts', '--outDir', 'dist/weak');
// In this process: it sees the same arguments and signals.
await import(pathToFileURL(join(root, 'dist', 'weak', 'weak.js')).href);
