// `npm run bench:link -- …`: Node 20 reads no TypeScript, so vite builds it first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vite } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
process.chdir(root);
vite('build', '--ssr', 'bench/link.ts', '--outDir', 'dist/bench-link');
await import(pathToFileURL(join(root, 'dist', 'bench-link', 'link.js')).href);
