// Questions to whoever sits at the terminal. They go to standard error, so that standard output keeps only what came of it.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** `undefined`: they pressed Ctrl-C or Ctrl-D. A secret is not shown while it is typed. */
export function askTerminal(question: string, kind?: 'secret'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    process.stderr.write(question);
    const lines = createInterface({
      input: process.stdin,
      output: kind === 'secret' ? nowhere : process.stderr,
      terminal: true,
      historySize: 0,
    });
    let answer: string | undefined;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      if (kind === 'secret' || answer === undefined) process.stderr.write('\n');
      resolve(answer);
    });
  });
}

/** The first line of standard input; empty when there is none. */
export async function readFirstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin as AsyncIterable<string>) {
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end).replace(/\r$/, '');
  }
  return text;
}
