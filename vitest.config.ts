import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores are two workers: otherwise one is left alone.
    maxWorkers: '100%',
    projects: [
      {
        plugins: [react()],
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.{ts,tsx}',
            'broker/**/*.test.ts',
            'console/**/*.test.ts',
            'e2e/*.test.ts',
            'scripts/**/*.test.ts',
            'vite/**/*.test.ts',
          ],
          setupFiles: ['src/ui/texts/speak-english.ts'],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: 'headless',
          include: ['e2e/headless/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
