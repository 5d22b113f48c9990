// MQTT.js made small for the browser: src/transport/slim-mqtt/ stands in the place of the packages that it imports and a browser does not need.
// What is replaced is known for these versions only, so the build ends with a sentence when anything is not as expected.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const expectedVersions = { mqtt: '5.16.0', 'mqtt-packet': '9.0.2' };

/** What is imported, and the file that takes its place. */
const replacements: Readonly<Record<string, string>> = {
  mqtt: 'slim-mqtt',
  'readable-stream': 'streams',
  buffer: 'buffer',
  events: 'events',
  bl: 'byte-list',
  debug: 'debug',
  'lru-cache': 'lru-cache',
  'rfdc/default': 'deep-copy',
  'worker-timers': 'worker-timers',
  'process-nextick-args': 'next-tick',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const fileOf = (name: string) => `${root}src/transport/slim-mqtt/${name}.ts`;
const packageOf = (moduleId: string) =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(moduleId.replaceAll('\\', '/'))?.[1];
/** Only MQTT.js gets them; whoever else imports `debug` or `events` gets the real one. */
const isMqttJs = (moduleId = '') => packageOf(moduleId) === 'mqtt' || packageOf(moduleId) === 'mqtt-packet';

export function slimMqtt(): Plugin {
  const used = new Set<string>();
  return {
    name: 'onebar:slim-mqtt',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      for (const [name, version] of Object.entries(expectedVersions)) {
        const manifest = readFileSync(`${root}node_modules/${name}/package.json`, 'utf8');
        const installed = (JSON.parse(manifest) as { version: string }).version;
        if (installed !== version)
          this.error(
            `${name} is ${installed}, and vite/slim-mqtt.ts knows ${version}. Look at what it imports now, run the tests of slim-mqtt, and name the new version there. Until then: ONEBAR_MQTT=stock npm run build.`,
          );
      }
    },
    resolveId(source, importer) {
      const name = replacements[source];
      if (name === undefined || !(source === 'mqtt' || isMqttJs(importer))) return undefined;
      used.add(source);
      return fileOf(name);
    },
    load(id) {
      // MQTT.js asks its manifest for the version, and all of it would be in the app.
      if (!id.endsWith('/node_modules/mqtt/package.json')) return undefined;
      return JSON.stringify({ version: expectedVersions.mqtt });
    },
    transform(code, id) {
      if (!isMqttJs(id) || !/\bprocess\b/.test(code)) return undefined;
      return {
        code: `const { process } = require(${JSON.stringify(fileOf('next-tick'))});${code}`,
        map: null,
      };
    },
    generateBundle(_options, bundle) {
      const unused = Object.keys(replacements).filter((source) => !used.has(source));
      if (unused.length > 0)
        this.error(`MQTT.js does not import ${unused.join(', ')} any more; vite/slim-mqtt.ts says it does.`);
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.moduleIds.some(isMqttJs)) continue;
        const strangers = chunk.moduleIds.filter((id) => packageOf(id) !== undefined && !isMqttJs(id));
        if (strangers.length > 0)
          this.error(
            `These came in with MQTT.js and are not known to vite/slim-mqtt.ts: ${strangers.join(', ')}`,
          );
      }
    },
  };
}
