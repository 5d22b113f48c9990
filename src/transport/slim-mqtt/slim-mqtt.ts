// MQTT.js (MIT) without the parts that a browser with WebSockets does not need. The build puts this in the place of `mqtt`, and the
// other files of this folder in the place of what MQTT.js imports (see vite/slim-mqtt.ts): 26 kB instead of 83.
// Its client, its packets and their parser are the real ones; `ONEBAR_MQTT=stock npm run build` has all of it.
import MqttClient from 'mqtt/lib/client';
import type { MqttModule } from '../mqtt-link';
import { createWebSocketStream } from './websocket-stream';

const slimMqtt: MqttModule = {
  connect(url, options) {
    const client = new MqttClient(
      () => createWebSocketStream(new WebSocket(url, ['mqtt'])) as unknown as MqttClient['stream'],
      options,
    );
    // As MQTT.js does: an error nobody listens to is no reason to throw.
    client.on('error', () => undefined);
    return client;
  },
};

// oxlint-disable-next-line import/no-default-export -- the browser build of MQTT.js has only this one
export default slimMqtt;
