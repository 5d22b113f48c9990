// Finds a Chromium for the browser tests: the one that CHROMIUM names, Playwright's own, or the system's.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { say } from './say.mjs';

export const howToGetChromium =
  'No Chromium was found. Install one ("npx playwright install chromium", or your system\'s package), or set CHROMIUM to the path of one.';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

export function findChromium() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM) return existsSync(CHROMIUM) ? CHROMIUM : undefined;
  return [playwrights(), ...onPath(), ...usualPlaces()].find((path) => path && existsSync(path));
}

/** Finds one, or installs Debian's where that is possible without asking anybody. */
export function findOrInstallChromium() {
  const found = findChromium();
  if (found || process.env.CHROMIUM || !isRootOnDebian()) return found;
  say('Installing Chromium …');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if (spawnSync('apt-get', args, { stdio: 'inherit', env }).status !== 0) return undefined;
  }
  return findChromium();
}

function playwrights() {
  try {
    return createRequire(import.meta.url)('playwright').chromium.executablePath();
  } catch {
    // Not installed, or no browser for this system: there are other places to look.
    return undefined;
  }
}

function onPath() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name + suffix)));
}

function usualPlaces() {
  if (process.platform === 'darwin')
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  if (process.platform !== 'win32') return ['/snap/bin/chromium', '/opt/google/chrome/chrome'];
  const { ProgramFiles, LOCALAPPDATA, ['ProgramFiles(x86)']: ProgramFilesX86 } = process.env;
  return [ProgramFiles, ProgramFilesX86, LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
}

function isRootOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}
