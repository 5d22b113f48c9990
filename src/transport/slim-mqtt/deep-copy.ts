// In the place of `rfdc` (MIT) for MQTT.js, which copies a PUBLISH for its store: plain data and bytes, what the browser copies by itself.
const deepCopy = <T>(value: T): T => structuredClone(value);

// oxlint-disable-next-line import/no-default-export -- what MQTT.js imports
export default deepCopy;
