// `npm run screens`: pictures of the key screens, in both sizes and both themes, into docs/screens/, and docs/screens.md that shows them.
// Node 20 reads no TypeScript, so vite builds it first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, vite } from './build.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
process.chdir(root);
findOrInstallChromium();
if (!process.argv.includes('--no-build')) build();
vite('build', '--ssr', 'e2e/screens/shoot.ts', '--outDir', 'dist/screens');
await import(pathToFileURL(join(root, 'dist', 'screens', 'shoot.js')).href);
