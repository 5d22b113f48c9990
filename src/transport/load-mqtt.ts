// MQTT.js, loaded when it is first needed: it is larger than React. The default import is the only one its browser build has.
import type { MqttModule } from './mqtt-link';

export const loadMqtt = async (): Promise<MqttModule> => (await import('mqtt')).default;
