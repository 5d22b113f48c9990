import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import project from './package.json' with { type: 'json' };
import { serviceWorker } from './vite/service-worker.ts';
import { chunks } from './vite/chunks.ts';
import { classNames } from './vite/class-names.ts';
import { languageParts } from './vite/language-parts.ts';
import { pageScripts } from './vite/page-scripts.ts';
import { slimMqtt } from './vite/slim-mqtt.ts';
import { slimReact } from './vite/slim-react.ts';
import { stylesInside } from './vite/styles-inside.ts';

// `vite build` makes the app (dist/app), `vite build --ssr broker/main.ts` the broker (dist/broker).
export default defineConfig(({ isSsrBuild }) => ({
  plugins: isSsrBuild
    ? []
    : [
        react(),
        chunks(),
        process.env['ONEBAR_MQTT'] !== 'stock' && slimMqtt(),
        process.env['ONEBAR_REACT'] !== 'stock' && slimReact(),
        stylesInside(),
        languageParts(),
        pageScripts(),
        serviceWorker(),
      ],
  define: {
    'import.meta.env.VITE_VERSION': JSON.stringify(process.env['ONEBAR_VERSION'] ?? project.version),
  },
  css: { modules: { generateScopedName: classNames(fileURLToPath(new URL('src/', import.meta.url))) } },
  resolve: {
    alias: [
      // wouter asks for a stand-in of what React has had since version 18.
      { find: 'use-sync-external-store/shim/index.js', replacement: 'react' },
      {
        find: /^\.\.\/createLucideIcon\.mjs$/,
        replacement: fileURLToPath(new URL('src/ui/design/create-icon.ts', import.meta.url)),
      },
    ],
  },
  publicDir: isSsrBuild ? false : 'public',
  build: {
    target: isSsrBuild ? 'node20' : 'es2023',
    outDir: isSsrBuild ? 'dist/broker' : 'dist/app',
    emptyOutDir: true,
    sourcemap: true,
    // Nothing inline but the styles of the page and its three scripts, which the Content-Security-Policy knows by their hashes.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // A list of what each part needs besides is nearly all chance, and would stand in the first script that anybody waits for.
      resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
    },
  },
}));
