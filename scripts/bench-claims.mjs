// `npm run bench:claims -- …`: builds broker and bench (Node 20 reads no TypeScript), installs the peers, and keeps the load off the
// broker's core.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { vite } from './build.mjs';
import { installMissing, installPeers, root } from './install-missing.mjs';
import { say } from './say.mjs';

installMissing();
process.chdir(root);
installPeers();
vite('build', '--ssr', 'broker/main.ts', '--outDir', 'dist/bench-broker');
vite('build', '--ssr', 'bench/claims.ts', '--outDir', 'dist/bench-claims');

const bench = [process.execPath, join('dist', 'bench-claims', 'claims.js'), ...process.argv.slice(2)];
const hasTwoCores = cpus().length > 1 && !spawnSync('taskset', ['--version']).error;
if (!hasTwoCores) say('Server and generator share their cores here (it takes two, and taskset).');
const [command, ...args] = hasTwoCores ? ['taskset', '-c', '1', ...bench] : bench;
process.exitCode = spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
