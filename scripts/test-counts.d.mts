/** What a ring of tests came to. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}
/** `report` as its JSON reporter wrote it, `undefined` without one; `succeeded`: the runner's exit code was 0. */
export function countVitest(report: unknown, succeeded: boolean): Count;
export function countPlaywright(report: unknown, succeeded: boolean): Count;
/** The name of each test that did not pass, and the first lines of what it says. */
export function failuresOfVitest(report: unknown): string[];
export function failuresOfPlaywright(report: unknown): string[];
