// Ring 3: stories in a real Chromium on the built app. `npm test` builds first; `npm run test:browser` takes what is in dist/.
import { defineConfig } from 'playwright/test';
import { findChromium, howToGetChromium } from './scripts/find-chromium.mjs';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(howToGetChromium);

export default defineConfig({
  testDir: 'e2e/browser',
  outputDir: 'test-results/browser',
  // The stories take turns: each has a broker, a proxy and some pages of its own. Two at a time leave the other ring on two cores nothing.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  // The rings run beside each other, and a busy machine takes its time. What has to be quick says so itself.
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // A trace makes each story a fifth longer. To look at one that fails: npm run test:browser -- --trace retain-on-failure <words of it>.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      // Root has no sandbox; the others keep it from calling home.
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
