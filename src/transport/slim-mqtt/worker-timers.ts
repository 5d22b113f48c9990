// In the place of `worker-timers` (MIT) for MQTT.js's keepalive: intervals in a worker, because a hidden page's own fire once a minute at most,
// too late for the broker. Written for Onebar.
const source = `const timers = new Map();
onmessage = ({ data: [id, ms] }) => {
  clearInterval(timers.get(id));
  timers.delete(id);
  if (ms !== undefined) timers.set(id, self.setInterval(() => postMessage(id), ms));
};`;

// State of the module, as in the original: MQTT.js imports two functions, and one worker is enough for all connections of a page.
const callbackById = new Map<number, () => void>();
let worker: Worker | undefined;
let lastId = 0;

function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const started = new Worker(url);
  started.addEventListener('message', ({ data }: MessageEvent<number>) => callbackById.get(data)?.());
  return started;
}

export function setInterval(callback: () => void, intervalMs: number): number {
  const id = ++lastId;
  callbackById.set(id, callback);
  worker ??= startWorker();
  worker.postMessage([id, intervalMs]);
  return id;
}

export function clearInterval(id: number): void {
  callbackById.delete(id);
  worker?.postMessage([id]);
}
