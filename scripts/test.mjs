// `npm test`: every check and all three rings of tests, each run even when an earlier one failed.
// The last line is `N passed, N failed`; what was skipped, crashed or found no tests counts as failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallChromium, howToGetChromium } from './find-chromium.mjs';
import { installMissing, root } from './install-missing.mjs';
import { countPlaywright, countVitest } from './test-counts.mjs';
import { complain, say } from './say.mjs';

const reportDir = join(root, 'test-results', 'reports');
const bins = join(root, 'node_modules');

installMissing();
rmSync(reportDir, { recursive: true, force: true });
mkdirSync(reportDir, { recursive: true });

const counts = [
  check('types'),
  check('lint'),
  check('format'),
  check('dead-code'),
  builds(),
  sizes(),
  vitest('unit'),
  vitest('headless'),
  playwright(),
];

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
say('');
for (const { name, ...count } of counts) say(`${name}: ${count.passed} passed, ${count.failed} failed`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function check(part) {
  const name = `check:${part}`;
  return { name, ...one(run(name, 'npm', ['run', '--silent', name])) };
}

function builds() {
  return { name: 'build', ...one(run('build', process.execPath, ['scripts/build.mjs'])) };
}

function sizes() {
  return { name: 'size', ...one(run('size', process.execPath, ['scripts/size.mjs'])) };
}

function vitest(ring) {
  const report = join(reportDir, `${ring}.json`);
  const args = [join(bins, 'vitest', 'vitest.mjs'), 'run', '--project', ring];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = run(ring, process.execPath, [...args, ...reporters]);
  return { name: ring, ...countVitest(readReport(report), succeeded) };
}

function playwright() {
  const chromium = findOrInstallChromium();
  if (!chromium) {
    complain(howToGetChromium);
    return { name: 'browser', passed: 0, failed: 1 };
  }
  const report = join(reportDir, 'browser.json');
  const args = [join(bins, 'playwright', 'cli.js'), 'test', '--reporter=list,json'];
  const succeeded = run('browser', process.execPath, args, {
    CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return { name: 'browser', ...countPlaywright(readReport(report), succeeded) };
}

/** Streams what the command prints. True when it exits with 0. */
function run(title, command, args, environment = {}) {
  say(`\n— ${title}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error) complain(error.message);
  return status === 0;
}

function one(succeeded) {
  return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** `undefined` when the runner died before it wrote one. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    complain(`There is no report: ${error.message}`);
    return undefined;
  }
}
