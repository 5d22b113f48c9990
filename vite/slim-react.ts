// React made small: what this app never uses of it is left out of the build. React draws by a switch over kinds of nodes, so nothing else
// can find out that some kinds are never made. What is left out is known for one version, and whoever imports something of it gets an error.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { leaveOut, type Node, type Parts } from './leave-out.ts';

const expectedVersion = '19.3.1';
const packages = ['react', 'react-dom'];

/** Nothing may import these, from React or ReactDOM: they do not work in what is built. */
const leftOut = new Set([
  // Pages made by a server.
  'hydrateRoot',
  // Parts that are waited for (ours are src/ui/lazy-part.tsx), hidden or measured, and what moves between states.
  'Suspense',
  'lazy',
  'Activity',
  'Profiler',
  'ViewTransition',
  'addTransitionType',
  // Children elsewhere in the page: ours are a <dialog>.
  'createPortal',
  // Loading ahead of time: the build writes that into the page.
  'preconnect',
  'prefetchDNS',
  'preinit',
  'preinitModule',
  'preload',
  'preloadModule',
]);

const partsByFile: Readonly<Record<string, Partial<Parts>>> = {
  'react.production.js': {
    properties: new Set(['Suspense', 'lazy', 'Activity', 'Profiler', 'ViewTransition', 'addTransitionType']),
  },
  'react-dom.production.js': {
    properties: new Set([
      'createPortal',
      'preconnect',
      'prefetchDNS',
      'preinit',
      'preinitModule',
      'preload',
      'preloadModule',
    ]),
  },
  'react-dom-client.production.js': {
    // Kinds of nodes: portal 4, profiler 12, suspense 13, lazy 16, a server's suspense 18, a list of them 19, offscreen 22
    // and 23, tracing 25, a style or script that is lifted into the head 26, the page's own elements 27, view transition 30, activity 31.
    tags: new Set([4, 12, 13, 16, 18, 19, 22, 23, 25, 26, 27, 30, 31]),
    cases: new Set([
      'REACT_PORTAL_TYPE',
      'REACT_PROFILER_TYPE',
      'REACT_SUSPENSE_TYPE',
      'REACT_SUSPENSE_LIST_TYPE',
      'REACT_LAZY_TYPE',
      'REACT_ACTIVITY_TYPE',
      'REACT_LEGACY_HIDDEN_TYPE',
      'REACT_VIEW_TRANSITION_TYPE',
    ]),
    neverTrue: new Set(['isHydrating', 'shouldStartViewTransition', 'viewTransitionMutationContext']),
    // A fragment with a ref.
    neverCalled: new Set([
      'FragmentInstance',
      'commitNewChildToFragmentInstance',
      'deleteChildFromFragmentInstance',
    ]),
    // The short ones are what ReactDOM calls in here to load ahead of time.
    properties: new Set(['hydrateRoot', 'D', 'C', 'L', 'm', 'X', 'S', 'M']),
  },
};
/** Which kind an element is: those that React would lift into the head, or find in the page, are ordinary ones here. */
const kindOfElement = /isHostHoistableType\([^)]*\)\s*\?\s*26\s*:[^?]*\?\s*27\s*:\s*5/;

const root = fileURLToPath(new URL('..', import.meta.url));

export function slimReact(): Plugin {
  const seen = new Set<string>();
  return {
    name: 'onebar:slim-react',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      for (const name of packages) {
        const manifest = readFileSync(`${root}node_modules/${name}/package.json`, 'utf8');
        const { version } = JSON.parse(manifest) as { version: string };
        if (version !== expectedVersion)
          this.error(
            `${name} is ${version}, and vite/slim-react.ts knows ${expectedVersion}. Look whether what it leaves out is still called so, run the browser tests, and name the new version there. Until then: ONEBAR_REACT=stock npm run build.`,
          );
      }
    },
    transform(code, id) {
      const file = /node_modules\/react(?:-dom)?\/cjs\/(.*)$/.exec(id.replaceAll('\\', '/'))?.[1];
      const parts = partsByFile[file ?? ''];
      if (file === undefined || !parts) {
        const name = importOfLeftOut(code);
        if (name !== undefined) this.error(`${id} imports ${name}, which vite/slim-react.ts leaves out.`);
        return undefined;
      }
      seen.add(file);
      const isClient = file === 'react-dom-client.production.js';
      if (isClient && !kindOfElement.test(code)) this.error(`${file} has other kinds of elements now.`);
      const known = isClient
        ? code.replace(kindOfElement, (text) => `5${text.replaceAll(/[^\n]/g, '')}`)
        : code;
      return { code: leaveOut(known, this.parse(known) as unknown as Node, parts), map: null };
    },
    generateBundle() {
      const unseen = Object.keys(partsByFile).filter((file) => !seen.has(file));
      if (unseen.length > 0) this.error(`React comes without ${unseen.join(', ')} now.`);
    },
  };
}

/** A name in the braces of an import, or behind that of the whole module. */
function importOfLeftOut(code: string): string | undefined {
  for (const [, what = ''] of code.matchAll(
    /import\s*([^;'"]*?)\s*from\s*["']react(?:-dom)?(?:\/client)?["']/g,
  )) {
    const whole = /^(?:\*\s*as\s+)?([\w$]+)/.exec(what)?.[1];
    const named = what.matchAll(/[{,]\s*([\w$]+)/g);
    for (const [, name = ''] of named) if (leftOut.has(name)) return name;
    if (whole === undefined) continue;
    for (const [, name = ''] of code.matchAll(
      new RegExp(`\\b${whole.replaceAll('$', '\\$')}\\.([\\w$]+)`, 'g'),
    ))
      if (leftOut.has(name)) return name;
  }
  return undefined;
}
