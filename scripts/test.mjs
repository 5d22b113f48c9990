// `npm test`: every check and all three rings of tests, each run even when an earlier one failed.
// The last line is `N passed, N failed`; what was skipped, crashed or found no tests counts as failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallChromium, howToGetChromium } from './find-chromium.mjs';
import { installMissing, root } from './install-missing.mjs';
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest } from './test-counts.mjs';
import { complain, say } from './say.mjs';

const reportDir = join(root, 'test-results', 'reports');
const bins = join(root, 'node_modules');

installMissing();
rmSync(reportDir, { recursive: true, force: true });
mkdirSync(reportDir, { recursive: true });

// Two at a time where they wait more than they work; what is cheap to know comes first.
const counts = [
  ...(await sideBySide(check('types'), check('format'))),
  ...(await sideBySide(check('lint'), check('dead-code'))),
  await builds(),
  await sizes(),
  await vitest('unit')(),
  ...(await sideBySide(playwright(), vitest('headless'))),
];

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
for (const { name, failures = [] } of counts) for (const failure of failures) say(`\n✗ ${name}: ${failure}`);
say('');
for (const { name, ...count } of counts) say(`${name}: ${count.passed} passed, ${count.failed} failed`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** The first one prints as it goes, the second one when both have ended. */
async function sideBySide(first, second) {
  const printed = [];
  const counted = await Promise.all([first(), second(printed)]);
  for (const chunk of printed) process.stdout.write(chunk);
  return counted;
}

function check(part) {
  const name = `check:${part}`;
  return async (printed) => ({ name, ...one(await run(name, 'npm', ['run', '--silent', name], printed)) });
}

async function builds() {
  return { name: 'build', ...one(await run('build', process.execPath, ['scripts/build.mjs'])) };
}

async function sizes() {
  return { name: 'size', ...one(await run('size', process.execPath, ['scripts/size.mjs'])) };
}

function vitest(ring) {
  const report = join(reportDir, `${ring}.json`);
  const args = [join(bins, 'vitest', 'vitest.mjs'), 'run', '--project', ring];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return async (printed) => {
    const succeeded = await run(ring, process.execPath, [...args, ...reporters], printed);
    const read = readReport(report);
    return { name: ring, ...countVitest(read, succeeded), failures: failuresOfVitest(read) };
  };
}

function playwright() {
  const report = join(reportDir, 'browser.json');
  const args = [join(bins, 'playwright', 'cli.js'), 'test', '--reporter=list,json'];
  return async (printed) => {
    const chromium = findOrInstallChromium();
    if (!chromium) {
      complain(howToGetChromium);
      return { name: 'browser', passed: 0, failed: 1 };
    }
    const environment = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const succeeded = await run('browser', process.execPath, args, printed, environment);
    const read = readReport(report);
    return { name: 'browser', ...countPlaywright(read, succeeded), failures: failuresOfPlaywright(read) };
  };
}

/** Streams what the command prints, or keeps it in `printed`. True when it exits with 0. */
async function run(title, command, args, printed, environment = {}) {
  const heading = `\n— ${title}`;
  if (printed) printed.push(`${heading}\n`);
  else say(heading);
  const child = spawn(command, args, {
    cwd: root,
    stdio: printed ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32' && command === 'npm',
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  try {
    const [status] = await once(child, 'close');
    return status === 0;
  } catch (error) {
    complain(error.message);
    return false;
  }
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
