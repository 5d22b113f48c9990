// In the place of Node's `process.nextTick`, and of `process-nextick-args` (MIT), for MQTT.js: after the running code, before anything else.
export const nextTick = <A extends unknown[]>(callback: (...args: A) => void, ...args: A): void =>
  queueMicrotask(() => callback(...args));

export const process = { nextTick };
