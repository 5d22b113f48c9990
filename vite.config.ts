import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `vite build` makes the app (dist/app), `vite build --ssr broker/main.ts` the broker (dist/broker).
export default defineConfig(({ isSsrBuild }) => ({
  plugins: isSsrBuild ? [] : [react()],
  publicDir: isSsrBuild ? false : 'public',
  build: {
    target: isSsrBuild ? 'node20' : 'es2023',
    outDir: isSsrBuild ? 'dist/broker' : 'dist/app',
    emptyOutDir: true,
    sourcemap: true,
    // Everything inline is forbidden by the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));
