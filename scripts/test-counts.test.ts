import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest } from './test-counts.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

const playwrightReport = (
  stats: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>,
) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors: [],
});

describe('countVitest', () => {
  it('counts what passed and what failed', () => {
    const report = {
      testResults: [file('passed', 'passed', 'passed'), file('failed', 'failed', 'passed')],
    };
    expect(countVitest(report, false)).toEqual({ passed: 3, failed: 1 });
  });

  it('counts what was skipped or is still to do as failed', () => {
    const report = { testResults: [file('passed', 'passed', 'skipped', 'pending', 'todo')] };
    expect(countVitest(report, true)).toEqual({ passed: 1, failed: 3 });
  });

  it('counts a file that did not load as failed', () => {
    const report = { testResults: [file('passed', 'passed'), file('failed')] };
    expect(countVitest(report, false)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts an error outside of any test as failed', () => {
    expect(countVitest({ testResults: [file('passed', 'passed')] }, false)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a ring without tests, and one that crashed, as failed', () => {
    expect(countVitest({ testResults: [] }, true)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(undefined, false)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countPlaywright', () => {
  it('counts what passed; flaky and skipped tests are failed ones', () => {
    expect(countPlaywright(playwrightReport({ expected: 5 }), true)).toEqual({ passed: 5, failed: 0 });
    expect(
      countPlaywright(playwrightReport({ expected: 5, unexpected: 1, flaky: 1, skipped: 1 }), false),
    ).toEqual({
      passed: 5,
      failed: 3,
    });
  });

  it('counts an error outside of any test, a ring without tests and a crash as failed', () => {
    expect(countPlaywright({ ...playwrightReport({ expected: 1 }), errors: [{}] }, false)).toEqual({
      passed: 1,
      failed: 1,
    });
    expect(countPlaywright(playwrightReport({}), true)).toEqual({ passed: 0, failed: 1 });
    expect(countPlaywright(undefined, false)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('what failed, at the end of the output', () => {
  it('names each test of Vitest that did not pass, and a file that did not load', () => {
    const report = {
      testResults: [
        {
          status: 'failed',
          name: 'a.test.ts',
          assertionResults: [
            { status: 'passed', fullName: 'holds', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'a > breaks',
              failureMessages: ['\u001B[31mexpected 1\u001B[39m\n\nto be 2'],
            },
            { status: 'skipped', fullName: 'waits', failureMessages: [] },
          ],
        },
        { status: 'failed', name: 'b.test.ts', message: 'no such module', assertionResults: [] },
        { status: 'passed', name: 'c.test.ts', message: '', assertionResults: [] },
      ],
    };
    expect(failuresOfVitest(report)).toEqual([
      'a > breaks\n    expected 1\n    to be 2',
      'waits\n    did not run',
      'b.test.ts\n    no such module',
    ]);
    expect(failuresOfVitest(undefined)).toEqual([]);
  });

  it('names each story of Playwright that did not pass, however deep', () => {
    const spec = (title: string, status: string, message?: string) => ({
      title,
      tests: [{ status, results: [{ error: message === undefined ? undefined : { message } }] }],
    });
    const report = {
      suites: [
        {
          specs: [spec('holds', 'expected')],
          suites: [{ specs: [spec('breaks', 'unexpected', 'Timeout 60 s')] }],
        },
        { specs: [spec('waits', 'skipped')] },
      ],
      errors: [{ message: 'no browser' }],
    };
    expect(failuresOfPlaywright(report)).toEqual([
      'breaks\n    Timeout 60 s',
      'waits\n    did not run',
      'outside of any test\n    no browser',
    ]);
    expect(failuresOfPlaywright(undefined)).toEqual([]);
  });
});
