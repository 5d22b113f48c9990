// A translator needs one file and no developer: what is missing in a language, what nobody reads any more, and what stands elsewhere is said here.
import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, it } from 'vitest';
import * as ar from './ar';
import * as en from './en';
import * as es from './es';
import type { Language } from './languages';
import { numbersOf } from './numbers';
import { later, restOfTexts, speak, texts } from './texts';

const folder = 'src/ui';
// What is answered has a test of its own: in-words.test.ts.
const all: Record<Language, object> = { en, es, ar };
const languages = Object.entries(all) as [Language, object][];

const sources = readdirSync(folder, { recursive: true })
  .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\.d\.ts$|\/texts\/\w\w\.ts$/.test(path))
  .map((path) => ({ path, source: readFileSync(path, 'utf8') }));

/** Each sentence by its place: `texts.room.back`. */
function sentencesOf(group: object, above = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(group)) {
    if (key === 'answers') continue;
    if (typeof value !== 'object' || Array.isArray(value)) found.set(above + key, value);
    else for (const [place, each] of sentencesOf(value as object, `${above}${key}.`)) found.set(place, each);
  }
  return found;
}
const english = sentencesOf(en);

it.each(languages)('%s has every sentence, and none that English does not have', (_, file) => {
  const own = sentencesOf(file);
  expect([...english.keys()].filter((place) => !own.has(place))).toEqual([]);
  expect([...own.keys()].filter((place) => !english.has(place))).toEqual([]);
});

it.each(languages)('%s has words where English has words, and a function where it has one', (_, file) => {
  const own = sentencesOf(file);
  const kindOf = (value: unknown) => {
    if (typeof value === 'function') return `function of ${value.length}`;
    return Array.isArray(value) ? `${value.length} in a row` : value === '' ? 'nothing' : typeof value;
  };
  for (const [place, value] of english)
    expect(`${place}: ${kindOf(own.get(place))}`).toBe(`${place}: ${kindOf(value)}`);
});

it.each(languages)('%s says each name and number that English says', (language, file) => {
  const own = sentencesOf(file);
  const many = 123_456;
  const call = (sentence: unknown, ...args: unknown[]): string => {
    try {
      return String((sentence as (...args: unknown[]) => unknown)(...args));
    } catch {
      // It takes something else.
      return '';
    }
  };
  const forgotten: string[] = [];
  const { number } = numbersOf(language);
  for (const [place, sentence] of english) {
    if (typeof sentence !== 'function') continue;
    const [here, there] = [call(sentence, '‹1›', '‹2›'), call(own.get(place), '‹1›', '‹2›')];
    // A number is wanted, and says so.
    if (!there.includes(number(Number.NaN)))
      for (const mark of ['‹1›', '‹2›'])
        if (here.includes(mark) && !there.includes(mark)) forgotten.push(`${place}: ${there}`);
    if (
      call(sentence, many, many).includes('123,456') &&
      !call(own.get(place), many, many).includes(number(many))
    )
      forgotten.push(`${place}: ${call(own.get(place), many, many)}`);
    for (const n of [0, 1, 2, 3, 11, 100])
      if (call(own.get(place), n, n).includes('#')) forgotten.push(`${place}: ${call(own.get(place), n, n)}`);
  }
  expect(forgotten).toEqual([]);
});

it('shows every sentence somewhere', () => {
  const shown = sources.flatMap(({ path, source }) => shownIn(path, source));
  const unused = [...english.keys()].filter((place) => !shown.some((pattern) => pattern.test(place)));
  expect(unused).toEqual([]);
});

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const parse = (path: string, source: string) => parseSync(path, source).program as unknown as Node;
const nameOf = (node: unknown): string => String((node as { name?: unknown } | null)?.name);

/** What a file reads of the sentences, by the places that each reading may mean: `texts.room.states[state]` is all of them. */
function shownIn(path: string, source: string): RegExp[] {
  const places = new Map(Object.keys(en).map((name) => [name, name]));
  const shown: string[] = [];

  const placeOf = (node: Node): string | undefined => {
    if (node.type === 'Identifier') return places.get(nameOf(node));
    if (node.type !== 'MemberExpression') return undefined;
    const above = placeOf(node['object'] as Node);
    const key = node['property'] as Node;
    if (above === undefined) return undefined;
    if (node['computed'] !== true) return `${above}.${nameOf(key)}`;
    return `${above}.${key.type === 'Literal' ? String(key['value']) : '*'}`;
  };
  /** `const words = texts.room` and `const { back } = texts.room`: other names for places. */
  const remember = (id: Node, place: string) => {
    if (id.type === 'Identifier') places.set(nameOf(id), place);
    for (const property of (id['properties'] ?? []) as Node[])
      remember(property['value'] as Node, `${place}.${nameOf(property['key'])}`);
  };
  const visit = (node: Node): void => {
    const init = node.type === 'VariableDeclarator' ? (node['init'] as Node | null) : null;
    const named = init && placeOf(init);
    if (named) {
      remember(node['id'] as Node, named);
      return;
    }
    const place = node.type === 'Identifier' || node.type === 'MemberExpression' ? placeOf(node) : undefined;
    if (place?.includes('.')) shown.push(place);
    childrenOf(node).forEach(visit);
  };
  visit(parse(path, source));
  return shown.map((place) => {
    const parts = place.split('.').map((part) => (part === '*' ? '[^.]+' : part));
    // Of a list its members are read: `steps.map`.
    const beginnings = parts.slice(2).map((_, index) => parts.slice(0, index + 3).join('\\.'));
    return new RegExp(`^(?:${[parts.slice(0, 2).join('\\.'), ...beginnings].join('|')})$`);
  });
}

it('finds a sentence that nobody reads', () => {
  const reads = (source: string, place: string) => shownIn('x.tsx', source).some((each) => each.test(place));
  expect(reads('<p>{texts.room.back}</p>', 'texts.room.back')).toBe(true);
  expect(reads('<p>{texts.room.back}</p>', 'texts.room.backToRoom')).toBe(false);
  expect(reads('<p>{texts.room.states[state]}</p>', 'texts.room.states.sent')).toBe(true);
  expect(reads('const { instead } = texts.room; f(instead[why]);', 'texts.room.instead.left')).toBe(true);
  expect(reads('const words = texts.room;', 'texts.room.back')).toBe(false);
  expect(reads('later.installation.steps.map(f)', 'later.installation.steps')).toBe(true);
});

it('has no words outside of the languages’ files', () => {
  const strays = sources
    .filter(({ path }) => path.endsWith('.tsx'))
    .flatMap(({ path, source }) => wordsIn(path, source).map((words) => `${path}: ${words}`));
  expect(strays).toEqual([]);
});

/** What a person would see or hear: text between tags, and in attributes that are shown or read aloud. */
function wordsIn(path: string, source: string): string[] {
  const said = new Set([
    'aria-label',
    'title',
    'placeholder',
    'label',
    'hint',
    'closeLabel',
    'alt',
    'detail',
  ]);
  const found: string[] = [];
  const visit = (node: Node, isSaid: boolean): void => {
    const value = node.type === 'TemplateElement' ? (node['value'] as { raw: string }).raw : node['value'];
    const isText = node.type === 'JSXText' || (isSaid && /^(Literal|TemplateElement)$/.test(node.type));
    if (isText && typeof value === 'string' && /\p{L}{2}/u.test(value)) found.push(value.trim());
    for (const child of childrenOf(node)) {
      if (node.type === 'JSXAttribute') visit(child, said.has(nameOf(node['name'])));
      // Between tags; but not what stands in the call of a function, or is compared.
      else if (node.type === 'JSXElement' || node.type === 'JSXFragment') visit(child, true);
      else
        visit(
          child,
          isSaid &&
            /^(JSXExpressionContainer|ConditionalExpression|LogicalExpression|TemplateLiteral)$/.test(
              node.type,
            ) &&
            child !== node['test'],
        );
    }
  };
  visit(parse(path, source), false);
  return found;
}

it('finds words that stand in the wrong place', () => {
  expect(wordsIn('x.tsx', 'const x = <p>Loading</p>;')).toEqual(['Loading']);
  expect(wordsIn('x.tsx', "const x = <p>{busy ? 'Loading' : texts.done}</p>;")).toEqual(['Loading']);
  expect(wordsIn('x.tsx', 'const x = <p aria-label="Close it" className="dark blue" />;')).toEqual([
    'Close it',
  ]);
  expect(wordsIn('x.tsx', "const x = <p>{state === 'offline' && f('online')} · {texts.ok}</p>;")).toEqual([]);
});

it('reads no sentence when a module begins, since it is not there yet, and may be in another language later', () => {
  const early = sources.flatMap(({ path, source }) =>
    [...source.matchAll(/^(?:export )?const [^\n]* = (?:texts|later|\w+Texts)\b[^\n]*/gm)].map(
      ([line]) => `${path}: ${line}`,
    ),
  );
  expect(early).toEqual([]);
});

it('speaks another language from one moment to the next, all of it', async () => {
  expect([texts.outbox.title, later.story.edit]).toEqual(['Outbox', 'Edit']);
  await speak('es');
  await restOfTexts();
  expect([texts.outbox.title, later.story.edit]).toEqual(['Por enviar', 'Editar']);
  await speak('en');
  expect([texts.outbox.title, later.story.edit]).toEqual(['Outbox', 'Edit']);
});
