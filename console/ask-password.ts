// Asks for the password on the terminal, without showing it.
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';

/** `undefined`: it was not given (Ctrl-C, Ctrl-D). */
export function askPassword(
  question: string,
  input: Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'pause' | 'resume'>,
  print: (text: string) => void,
): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8');
  let typed: string[] = [];
  print(question);
  input.setRawMode(true);
  input.resume();
  return new Promise((resolve) => {
    const end = (answer: string | undefined) => {
      input.off('data', hear);
      input.setRawMode(false);
      input.pause();
      print('\n');
      resolve(answer);
    };
    const hear = (chunk: Buffer) => {
      for (const char of decoder.write(chunk)) {
        if (char === '\r' || char === '\n') return end(typed.join(''));
        if (char === '\u0003' || (char === '\u0004' && typed.length === 0)) return end(undefined);
        if (char === '\u007f' || char === '\b') typed.pop();
        else if (char === '\u0015') typed = [];
        else if (char >= ' ') typed.push(char);
      }
    };
    input.on('data', hear);
  });
}
