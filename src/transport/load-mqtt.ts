// MQTT.js, loaded when it is first needed. In the app's build `mqtt` is the slim one (vite/slim-mqtt.ts), in Node the whole.
// The default export is the only one that its browser build has.
import type { MqttModule } from './mqtt-link';

export const importMqtt = (): Promise<{ readonly default: MqttModule }> => import('mqtt');

export const loadMqtt = async (): Promise<MqttModule> => (await importMqtt()).default;
