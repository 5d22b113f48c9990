// `npm test`: every check and all three rings of tests, each run even when an earlier one failed.
// The last line is `N passed, N failed`; what was skipped, crashed or found no tests counts as failed.
// The headless ring and the browser's mostly wait, each for links and timers of its own, so they run side by side.
import { spawn } from 'node:child_process';
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
  await check('types'),
  await check('lint'),
  await check('format'),
  await check('dead-code'),
  await builds(),
  await sizes(),
  await vitest('unit'),
  ...(await Promise.all([vitest('headless', 'told at the end'), playwright()])),
];

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
say('');
for (const { name, ...count } of counts) say(`${name}: ${count.passed} passed, ${count.failed} failed`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function check(part) {
  const name = `check:${part}`;
  return { name, ...one(await run(name, 'npm', ['run', '--silent', name])) };
}

async function builds() {
  return { name: 'build', ...one(await run('build', process.execPath, ['scripts/build.mjs'])) };
}

async function sizes() {
  return { name: 'size', ...one(await run('size', process.execPath, ['scripts/size.mjs'])) };
}

async function vitest(ring, when) {
  const report = join(reportDir, `${ring}.json`);
  const args = [join(bins, 'vitest', 'vitest.mjs'), 'run', '--project', ring];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = await run(ring, process.execPath, [...args, ...reporters], {}, when);
  return { name: ring, ...countVitest(readReport(report), succeeded) };
}

async function playwright() {
  const chromium = findOrInstallChromium();
  if (!chromium) {
    complain(howToGetChromium);
    return { name: 'browser', passed: 0, failed: 1 };
  }
  const report = join(reportDir, 'browser.json');
  const args = [join(bins, 'playwright', 'cli.js'), 'test', '--reporter=list,json'];
  const succeeded = await run('browser', process.execPath, args, {
    CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return { name: 'browser', ...countPlaywright(readReport(report), succeeded) };
}

/** Streams what the command prints, or tells it when the command has ended. Resolves with whether it exited with 0; never rejects. */
function run(title, command, args, environment = {}, when = 'at once') {
  const atEnd = when === 'told at the end';
  if (!atEnd) say(`\n— ${title}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', atEnd ? 'pipe' : 'inherit', atEnd ? 'pipe' : 'inherit'],
      env: { ...process.env, ...environment },
      shell: process.platform === 'win32' && command === 'npm',
    });
    const told = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => told.push(chunk));
    const end = (status) => {
      if (atEnd) say(`\n— ${title}\n${Buffer.concat(told).toString()}`);
      resolve(status === 0);
    };
    child.once('error', (error) => {
      complain(error.message);
      end(1);
    });
    child.once('close', end);
  });
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
