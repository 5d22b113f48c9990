import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
export default defineConfig({
  root: new URL('../../..', import.meta.url).pathname,
  plugins: [react()],
  cacheDir: '/tmp/vite-demo',
  server: { port: 5199, strictPort: true },
});
