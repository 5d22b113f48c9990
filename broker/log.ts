// The broker's diary: one line per event on standard error, so that standard output keeps only the address it was started at.

/** Where a part of the broker writes what an operator should know. `error` is appended with its stack. */
export interface Log {
  info(message: string): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error?: unknown): void;
}

export function createLog(write: (line: string) => void, now: () => number): Log {
  const line = (level: string, message: string, error?: unknown) => {
    const time = new Date(now()).toISOString();
    write(`${time} ${level} ${inOneLine(message)}${error === undefined ? '' : `: ${inWords(error)}`}\n`);
  };
  return {
    info: (message) => line('info', message),
    warn: (message, error) => line('warn', message, error),
    error: (message, error) => line('error', message, error),
  };
}

/** What others call themselves may stand in a message, and must not look like another line of the log. */
const inOneLine = (message: string): string =>
  message.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\n  because of ${inWords(error.cause)}`;
}
