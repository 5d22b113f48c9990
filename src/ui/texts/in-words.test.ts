import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as ar from './ar';
import * as es from './es';
import { inWords } from './in-words';
import { restOfTexts, speak } from './texts';

/** What is said to programs, to whoever runs the server, or never to a person. */
const notForPeople =
  /^(An app token|This app token|A text has to be|This is not|These are no|Nobody may|This topic|Onebar has no|The store|The body of|The Content-Type|A request may|The request ended|This request needs|This address takes|This broker does not take|This server does not know this|An edit needs|An answer needs|A reaction needs|To take back a message, name|TLS_CERT|This request is not|The app has not been built|MQTT is spoken|There is nothing at this address|This page belongs|The server’s log was restored|An outbox has|This is one of Onebar’s own topics|Only the server’s admins may read its numbers|You may not publish on this topic|You may not subscribe to this, or not|Without a login there are)/;

/** Sentences in what the broker and the engine answer. */
function answered(): { path: string; sentence: string }[] {
  const folders = ['broker/chat', 'broker/http', 'src/protocol', 'src/sync', 'src/store', 'src/db'];
  const found: { path: string; sentence: string }[] = [];
  for (const folder of folders)
    for (const name of readdirSync(folder)) {
      const path = `${folder}/${name}`;
      if (
        !name.endsWith('.ts') ||
        /\.test\.|metrics|model-broker|fake|golden|arbitraries|certificate/.test(name)
      )
        continue;
      for (const [, detail = ''] of readFileSync(path, 'utf8').matchAll(
        /(?:markTried\(\w+, |detail: )'([^']+)'/g,
      ))
        found.push({ path, sentence: detail });
      const code = readFileSync(path, 'utf8')
        .replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
        .replaceAll(/(?:Error|trouble|warn)\([^)]*\)/g, '');
      for (const [, quoted, template] of code.matchAll(
        /'((?:[A-Z])[^'\n]* [^'\n]*[.!?])'|`([A-Z][^`\n]* [^`\n]*[.!?]|No\. [^`\n]*)`/g,
      ))
        found.push({
          path,
          sentence: quoted ?? template?.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '7') ?? '',
        });
    }
  return found;
}

describe.each([
  ['es', es],
  ['ar', ar],
] as const)('%s', (language, { answers }) => {
  beforeAll(async () => {
    await speak(language);
    await restOfTexts();
  });
  afterAll(() => speak('en'));

  it('has what the server and the engine answer', () => {
    const sentences = answered().filter(({ sentence }) => !notForPeople.test(sentence));
    expect(sentences.length).toBeGreaterThan(80);
    const missing = sentences.filter(
      ({ sentence }) => inWords(sentence) === sentence && !/is 7 already/.test(sentence),
    );
    expect(missing).toEqual([]);
  });

  it('has no answer that nobody gives', () => {
    const given = answered().map(({ sentence }) => sentence);
    const matches = (english: string) => {
      const parts = english.split('#');
      return given.some(
        (sentence) =>
          parts.every((part) => sentence.includes(part)) ||
          (/ is 7 already/.test(sentence) && english.endsWith(' already.')),
      );
    };
    expect(Object.keys(answers).filter((english) => !matches(english))).toEqual([]);
  });
});

it('puts what changes in a sentence in its place, and keeps a sentence that it does not know', async () => {
  await speak('es');
  await restOfTexts();
  expect(inWords('This message is 17.2 kB; at most 16.0 kB fit. Send it in parts.')).toBe(
    'Este mensaje ocupa 17.2 kB; caben 16.0 kB como máximo. Envíalo en partes.',
  );
  expect(inWords('There is a public room named "A (b) #1." already.')).toBe(
    'Ya hay una sala pública llamada «A (b) #1.».',
  );
  expect(inWords('Something that a newer server says.')).toBe('Something that a newer server says.');
  await speak('en');
  expect(inWords('The password is wrong.')).toBe('The password is wrong.');
});
