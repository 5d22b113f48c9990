// For tests in Node: MQTT.js as the app's build makes it, with a WebSocket like a browser's under it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { parser, writeToStream } from 'mqtt-packet';
import { build } from 'vite';
import { WebSocket as NodeWebSocket } from 'ws';
import { slimMqtt } from '../../../vite/slim-mqtt';
import type { MqttModule } from '../mqtt-link';

export interface SlimMqtt {
  readonly mqtt: MqttModule;
  readonly packets: { readonly parser: typeof parser; readonly writeToStream: typeof writeToStream };
}

const entry = 'virtual:entry';
const source = `export { default as mqtt } from 'mqtt'; export { default as packets } from 'mqtt-packet';`;

export async function buildSlimMqtt(): Promise<SlimMqtt> {
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      slimMqtt(),
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? join(import.meta.dirname, 'entry.js') : undefined),
        load: (id) => (id === join(import.meta.dirname, 'entry.js') ? source : undefined),
      },
    ],
    build: {
      write: false,
      target: 'node20',
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  if (!('output' in output)) throw new Error('Vite made something else than one bundle.');
  const folder = await mkdtemp(join(tmpdir(), 'onebar-slim-'));
  const file = join(folder, 'slim-mqtt.mjs');
  try {
    await writeFile(file, output.output[0].code);
    // The slim one takes the browser's.
    Object.assign(globalThis, { WebSocket: NodeWebSocket });
    return (await import(pathToFileURL(file).href)) as SlimMqtt;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
