// In the place of `debug` (MIT) for MQTT.js: says nothing.
const say = () => undefined;
const debug = () => say;

// mqtt-packet calls what it requires.
export { debug as 'module.exports' };
