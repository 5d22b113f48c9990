// `npm run bench:ui -- …`: Node 20 reads no TypeScript, so vite builds the bench; the app is measured as `npm start` builds it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, vite } from './build.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
process.chdir(root);
findOrInstallChromium();
build();
vite('build', '--ssr', 'bench/ui.ts', '--outDir', 'dist/bench-ui');
await import(pathToFileURL(join(root, 'dist', 'bench-ui', 'ui.js')).href);
