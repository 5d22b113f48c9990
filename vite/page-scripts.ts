// Three small scripts stand in the page itself: as files they would take the connection that the app is waiting for, and might not come at all
// when they are needed. The broker allows them by their hashes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minifySync, type Plugin } from 'vite';

const paths = ['src/db/chosen-look.js', 'src/db/spoken-language.js', 'src/platform/rescue.js'];
const tagOf = (path: string) => `<script src="/${path}"></script>`;
const rootFile = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export function pageScripts(): Plugin {
  return {
    name: 'onebar:page-scripts',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => paths.reduce(putInside, html),
    },
  };
}

function putInside(html: string, path: string): string {
  const tag = tagOf(path);
  if (!html.includes(tag)) throw new Error(`The page has no ${tag}`);
  const file = rootFile(path);
  const { code, errors } = minifySync(file, readFileSync(file, 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  // By a function: what it returns may hold a dollar sign.
  return html.replace(tag, () => `<script>${code}</script>`);
}
