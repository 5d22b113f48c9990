// Installs the packages of package-lock.json if they are not in node_modules, and on demand those the benches compare with. Plain
// Node: runs before there are any packages.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complain, say } from './say.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

export function installMissing() {
  install(root, 'packages');
}

/** Other people's brokers and messengers, in a folder below bench/: never part of `npm install` or `npm test`. */
export function installPeers(folder = 'peers') {
  install(join(root, 'bench', folder), 'peers');
}

function install(folder, what) {
  if (isInstalled(folder)) return;
  say(`Installing ${what} …`);
  // `--include=dev`: the build needs them, also where NODE_ENV is "production".
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  complain(`The ${what} could not be installed; npm says why above.`);
  process.exit(1);
}

/** npm notes what it installed in a lock file of its own, and removes that while it works. */
function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const installed = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  // A package inside another one, like Converse's log, has a version only in npm's own notes.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || optional || !version || installed[path]?.version === version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
