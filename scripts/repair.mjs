// `npm run repair`: makes a damaged data folder whole again, as far as it goes. Stop the broker first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vite } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
vite('build', '--ssr', 'broker/repair.ts', '--outDir', 'dist/repair');
// In this process: it sees the same settings.
await import(pathToFileURL(join(root, 'dist', 'repair', 'repair.js')).href);
