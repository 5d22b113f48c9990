// A language is one file, src/ui/texts/en.ts say. `en.ts?first` is what of it is needed before anything can be drawn, `en.ts?rest` everything
// else: both are the whole file with other exports, and what is not exported is left out as unused. The page is told where the first parts
// are, so that src/db/spoken-language.js can ask for one of them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { languages } from '../src/ui/texts/languages.ts';

const partId = /^(.*\/ui\/texts\/(\w+)\.ts)\?(first|rest)$/;
const atFirst = 'texts';

/** The file as it is for one of its parts. */
export const partOf = (source: string, part: string): string =>
  source.replaceAll(/^export (?=const (\w+))/gm, (word, name: string) =>
    (name === atFirst) === (part === 'first') ? word : '',
  );

/** What stands in the page before the app does. */
function promiseOf(language: string): string {
  const file = fileURLToPath(new URL(`../src/ui/texts/${language}.ts`, import.meta.url));
  const promise = /^ +promise: '(.*)',$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (promise === undefined) throw new Error(`${file} has no promise in one line`);
  return promise;
}

export function languageParts(): Plugin {
  return {
    name: 'onebar:language-parts',
    enforce: 'pre',
    load(id) {
      const [, file, , part] = partId.exec(id) ?? [];
      if (file === undefined || part === undefined) return undefined;
      this.addWatchFile(file);
      return partOf(readFileSync(file, 'utf8'), part);
    },
    config: () => ({
      build: {
        rolldownOptions: {
          output: {
            chunkFileNames: ({ facadeModuleId }) => {
              const [, , language, part] = partId.exec(facadeModuleId ?? '') ?? [];
              return language ? `assets/${language}-${part}-[hash].js` : 'assets/[name]-[hash].js';
            },
          },
        },
      },
    }),
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const files = new Map<string, string>();
        for (const chunk of Object.values(bundle ?? {})) {
          const [, , language, part] =
            partId.exec((chunk.type === 'chunk' && chunk.facadeModuleId) || '') ?? [];
          if (language && part === 'first') files.set(language, `/${chunk.fileName}`);
        }
        const facts = Object.entries(languages).map(([language, { dir }]) => {
          const file = files.get(language);
          if (bundle && !file) throw new Error(`There is no file with the first words of ${language}`);
          return [language, { dir, file, promise: promiseOf(language) }];
        });
        if (!html.includes('LANGUAGES')) throw new Error('The page does not ask for its languages');
        return html.replace('LANGUAGES', () => JSON.stringify(Object.fromEntries(facts)));
      },
    },
  };
}
