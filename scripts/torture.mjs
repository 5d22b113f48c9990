// `npm run torture -- …`: Node 20 reads no TypeScript, so vite builds it first; and the app, for the pages.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, vite } from './build.mjs';
import { installMissing, installPeers, root } from './install-missing.mjs';

installMissing();
if (process.argv.includes('--peers')) installPeers();
process.chdir(root);
if (!process.argv.includes('--no-browser')) build();
vite('build', '--ssr', 'e2e/torture/torture.ts', '--outDir', 'dist/torture');
// In this process: it sees the same arguments and signals.
await import(pathToFileURL(join(root, 'dist', 'torture', 'torture.js')).href);
