// `npm run bench:load -- …`: Node 20 reads no TypeScript, so vite builds the bench; the app is measured as `npm start` builds it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, vite } from './build.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';
import { installMissing, installPeers, root } from './install-missing.mjs';

installMissing();
process.chdir(root);
installPeers('load-peers');
findOrInstallChromium();
build();
vite('build', '--ssr', 'bench/load.ts', '--outDir', 'dist/bench-load');
await import(pathToFileURL(join(root, 'dist', 'bench-load', 'load.js')).href);
