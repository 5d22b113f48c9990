import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { askPassword } from './ask-password';

class Terminal extends EventEmitter {
  raw: boolean[] = [];
  setRawMode(on: boolean): never {
    this.raw.push(on);
    return this as never;
  }
  pause(): never {
    return this as never;
  }
  resume(): never {
    return this as never;
  }
}

async function typing(...chunks: (string | Buffer)[]) {
  const terminal = new Terminal();
  let printed = '';
  const asked = askPassword('Password: ', terminal as never, (text) => (printed += text));
  for (const chunk of chunks) terminal.emit('data', Buffer.from(chunk));
  return { answer: await asked, printed, raw: terminal.raw, listeners: terminal.listenerCount('data') };
}

it('gives what was typed and shows none of it', async () => {
  expect(await typing('se', 'cret', '\r')).toEqual({
    answer: 'secret',
    printed: 'Password: \n',
    raw: [true, false],
    listeners: 0,
  });
});

it('knows backspace, the erasing of all, and letters that come in two pieces', async () => {
  const umlaut = Buffer.from('ü');
  expect((await typing('ab\u007fc\r')).answer).toBe('ac');
  expect((await typing('wrong\u0015right\n')).answer).toBe('right');
  expect((await typing('m', umlaut.subarray(0, 1), umlaut.subarray(1), 'll\r')).answer).toBe('müll');
});

it('gives nothing at Ctrl-C, and at Ctrl-D before anything was typed', async () => {
  expect(await typing('abc\u0003')).toMatchObject({ answer: undefined, raw: [true, false] });
  expect((await typing('\u0004')).answer).toBeUndefined();
});
