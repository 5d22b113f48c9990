// Builds src/sw/sw.ts into /sw.js, with the list of files that it keeps on the device: the page, its scripts and styles, no pictures
// but the small icon. Names below assets/ carry a hash, so what is kept under such a name is right for ever.
import { VitePWA } from 'vite-plugin-pwa';
import type { PluginOption } from 'vite';

export const serviceWorker = (): PluginOption =>
  VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/sw',
    filename: 'sw.ts',
    // The page registers it itself when its link is free, and the manifest is a file in public/.
    injectRegister: false,
    manifest: false,
    includeManifestIcons: false,
    injectManifest: {
      injectionPoint: 'self.keptFiles',
      globPatterns: ['**/*.{html,js,css}', 'favicon.svg', 'manifest.webmanifest'],
      // All of MQTT.js, in a build that was asked for it.
      globIgnores: ['**/mqtt.esm-*.js'],
      maximumFileSizeToCacheInBytes: 1_000_000,
      rollupFormat: 'iife',
    },
  });
