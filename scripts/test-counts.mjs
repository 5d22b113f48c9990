// Reads the runners' JSON reports so that nothing can hide in them: a skipped test, a file that did not load,
// an error outside of any test and a ring without tests all count as failed.
import { stripVTControlCharacters } from 'node:util';

export function countVitest(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return count(passed, tests.length - passed + brokenFiles, succeeded);
}

export function countPlaywright(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return count(expected, unexpected + flaky + skipped + report.errors.length, succeeded);
}

/** One line each, for the end of the output: the rings print beside each other, and what failed is easily scrolled past. */
export function failuresOfVitest(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status !== 'passed');
    if (tests.length === 0) return file.status === 'failed' ? [failure(file.name, file.message)] : [];
    return tests.map(({ fullName, failureMessages }) => failure(fullName, failureMessages?.[0]));
  });
}

export function failuresOfPlaywright(report) {
  if (!report) return [];
  const inSuite = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(inSuite)];
  return [
    ...report.suites
      .flatMap(inSuite)
      .filter(({ tests }) => tests[0]?.status !== 'expected')
      .map(({ title, tests }) => failure(title, tests[0]?.results.at(-1)?.error?.message)),
    ...report.errors.map(({ message }) => failure('outside of any test', message)),
  ];
}

/** The reports keep the colours of the terminal, and a difference over many lines says itself in its first ones. */
function failure(name, message = 'did not run') {
  const lines = stripVTControlCharacters(message).split('\n');
  return [name, ...lines.filter((line) => line.trim() !== '').slice(0, 8)].join('\n    ');
}

function count(passed, failed, succeeded) {
  const hidden = failed === 0 && (passed === 0 || !succeeded);
  return { passed, failed: hidden ? 1 : failed };
}
