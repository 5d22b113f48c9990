// `npm run fuzz -- …`: Node 20 reads no TypeScript, so vite builds it first.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { vite } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

installMissing();
process.chdir(root);
vite('build', '--ssr', 'e2e/fuzz/run.ts', '--outDir', 'dist/fuzz');
const args = [join('dist', 'fuzz', 'run.js'), ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
