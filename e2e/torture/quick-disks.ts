// Disks in memory that are as quick as a browser's. fake-indexeddb takes one step of a transaction in each turn of the event loop;
// with all devices of a torture in one process a turn is long, and a page of messages would take a device seconds.
import { MessageChannel } from 'node:worker_threads';

/** Many steps in each turn, and all that they promise between them. Returns the way back. */
export function speedUpDisks(): () => void {
  const { setImmediate: slowly } = globalThis;
  const { port1, port2 } = new MessageChannel();
  const steps: (() => void)[] = [];
  port2.on('message', () => steps.shift()?.());
  // It must not keep the process alive.
  port2.unref();

  const soon = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    if (callback.name !== transactionStep) return slowly(callback, ...args);
    steps.push(callback);
    port1.postMessage(undefined);
    return undefined;
  };
  const quickly: unknown = Object.assign(soon, slowly);
  globalThis.setImmediate = quickly as typeof setImmediate;
  const closeWhenDone = () => {
    if (steps.length === 0) port1.close();
    else slowly(closeWhenDone);
  };
  return () => {
    globalThis.setImmediate = slowly;
    slowly(closeWhenDone);
  };
}

/** `_start` of fake-indexeddb's FDBTransaction, which asks for the next turn by the name of the global. */
const transactionStep = 'bound _start';
