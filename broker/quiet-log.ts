// For tests and benches, whose brokers have nobody to tell.
import type { Log } from './log';

export const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
