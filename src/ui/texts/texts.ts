// What the screen says, in the language that is spoken now. A file per language holds every sentence; the build cuts each in two
// (vite/language-parts.ts): `texts`, without which nothing can be drawn, and the rest, which comes with the first part of the screen that is
// loaded later. Both are there before anything reads them, but not when a module begins: read them where they are shown.
import { createChunkLoader } from '../chunk-loader';
import type * as english from './en';
import { isolated } from './isolated';
import { languages, type Language } from './languages';

type First = Pick<typeof english, 'texts'>;
type Rest = Omit<typeof english, keyof First>;

export let language: Language = 'en';
export let texts: First['texts'];
export let later: Rest['later'];
export let roomTexts: Rest['roomTexts'];
export let entryTexts: Rest['entryTexts'];
export let settingsTexts: Rest['settingsTexts'];
export let serverTexts: Rest['serverTexts'];
/** Through in-words.ts. */
export let answers: Rest['answers'] | undefined;

/** The one whose rest is here. */
let restOf: Language | undefined;

const partsOf = (first: () => Promise<First>, rest: () => Promise<Rest>) => ({
  first: createChunkLoader(first, (part) => part),
  rest: createChunkLoader(rest, (part) => part),
});

const files: Readonly<Record<Language, ReturnType<typeof partsOf>>> = {
  en: partsOf(
    () => import('./en.ts?first'),
    () => import('./en.ts?rest'),
  ),
  es: partsOf(
    () => import('./es.ts?first'),
    () => import('./es.ts?rest'),
  ),
  ar: partsOf(
    () => import('./ar.ts?first'),
    () => import('./ar.ts?rest'),
  ),
};

/** From now on the screen says it in this language. Rejects, and changes nothing, when that does not come through. */
export async function speak(next: Language): Promise<void> {
  const [first, rest] = await Promise.all([
    files[next].first(),
    // What is on the screen may be a part that was loaded later.
    restOf === undefined ? undefined : files[next].rest(),
  ]);
  language = next;
  ({ texts } = isolated(first, languages[next].dir));
  if (rest) say(rest);
}

/** Whatever is loaded later waits for this. */
export async function restOfTexts(): Promise<void> {
  const spoken = language;
  if (restOf === spoken) return;
  const rest = await files[spoken].rest();
  if (language === spoken) say(rest);
}

function say(rest: Rest): void {
  restOf = language;
  ({ later, roomTexts, entryTexts, settingsTexts, serverTexts, answers } = isolated(
    rest,
    languages[language].dir,
  ));
}
