// What the console shows: the room's lines on standard output, what it says itself on standard error, with colours on a terminal
// only. On a terminal the line that is being typed stays whole below both.
import { createInterface, type Interface } from 'node:readline';

export interface Screen {
  /** A line of the room. Resolves when the system has it; rejects when nobody reads any more. */
  line(text: string): Promise<void>;
  /** What the console itself has to say. */
  say(text: string): void;
  close(): void;
}

export interface Input {
  /** All that was typed or piped in at once. */
  readonly lines: (texts: readonly string[]) => void;
  readonly ended: () => void;
  readonly interrupted: () => void;
}

const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
const clearLine = '\r\u001b[K';

export function createScreen(input: Input): Screen {
  const { stdin, stdout, stderr } = process;
  const isTyped = stdin.isTTY && stderr.isTTY;
  const hasColours = stderr.isTTY && process.env['NO_COLOR'] === undefined;
  const terminal = isTyped ? readTerminal() : undefined;
  let isClosed = false;
  if (!terminal) readPipe();

  function readTerminal(): Interface {
    const reader = createInterface({ input: stdin, output: stderr, terminal: true, prompt: '> ' });
    reader.on('line', (text) => {
      input.lines([text]);
      reader.prompt();
    });
    reader.on('SIGINT', input.interrupted);
    reader.on('close', input.ended);
    reader.prompt();
    return reader;
  }

  function readPipe(): void {
    let rest = '';
    stdin.setEncoding('utf8');
    stdin.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      input.lines(lines);
    });
    stdin.on('end', () => {
      // The last line of a file may have no end.
      if (rest !== '') input.lines([rest]);
      input.ended();
    });
    // What can be read no more has ended.
    stdin.on('error', () => input.ended());
  }

  /** Above the line that is being typed. */
  function above(print: () => void): void {
    if (!terminal || isClosed) return print();
    stderr.write(clearLine);
    print();
    terminal.prompt(true);
  }

  return {
    line: (text) =>
      new Promise((resolve, reject) => {
        above(() => {
          stdout.write(`${printable(text)}\n`, (error) => (error ? reject(error) : resolve()));
        });
      }),
    say: (text) =>
      above(() => {
        stderr.write(`${hasColours ? dim(`· ${text}`) : `· ${text}`}\n`);
      }),
    close() {
      isClosed = true;
      if (terminal) stderr.write(clearLine);
      terminal?.close();
      stdin.pause();
    },
  };
}

/** What others write must not steer the terminal: control characters, but for tabs, show as their pictures. */
export const printable = (text: string): string =>
  text.replaceAll(/(?!\t)\p{Cc}/gu, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�';
  });
