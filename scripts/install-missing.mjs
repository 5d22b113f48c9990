// Installs the packages of package-lock.json if they are not in node_modules. Plain Node: runs before there are any packages.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complain, say } from './say.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

export function installMissing() {
  if (isInstalled()) return;
  say('Installing packages …');
  // `--include=dev`: the build needs them, also where NODE_ENV is "production".
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  complain('The packages could not be installed; npm says why above.');
  process.exit(1);
}

/** npm notes what it installed in a lock file of its own, and removes that while it works. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
