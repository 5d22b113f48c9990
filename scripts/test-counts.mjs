// Reads the runners' JSON reports so that nothing can hide in them: a skipped test, a file that did not load,
// an error outside of any test and a ring without tests all count as failed.

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

function count(passed, failed, succeeded) {
  const hidden = failed === 0 && (passed === 0 || !succeeded);
  return { passed, failed: hidden ? 1 : failed };
}
