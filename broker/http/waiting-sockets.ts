// Sockets behind which nobody has signed in. They are many at most: whoever comes then takes the place of one that waits already, the
// one that waits longest of those from the address with the most. So a crowd that never signs in keeps nobody out but itself.
import type { Metrics } from '../metrics';

interface Destroyable {
  destroy(): void;
}

export interface WaitingSockets {
  add(key: string, address: string, socket: Destroyable): void;
  /** It is signed in, or gone. */
  remove(key: string): void;
  readonly size: number;
}

export function createWaitingSockets(maxSockets: number, metrics: Metrics): WaitingSockets {
  /** In the order in which they came. */
  const keysByAddress = new Map<string, Set<string>>();
  const socketsByKey = new Map<string, { address: string; socket: Destroyable }>();

  function remove(key: string): void {
    const waiting = socketsByKey.get(key);
    if (!waiting) return;
    socketsByKey.delete(key);
    const keys = keysByAddress.get(waiting.address);
    keys?.delete(key);
    if (keys?.size === 0) keysByAddress.delete(waiting.address);
  }

  function makeRoom(): void {
    let most: Set<string> | undefined;
    for (const keys of keysByAddress.values()) if (!most || keys.size > most.size) most = keys;
    // One from everywhere: then it is the one that waits longest of all.
    const [oldest] = most && most.size > 1 ? most : socketsByKey.keys();
    if (oldest === undefined) return;
    const socket = socketsByKey.get(oldest)?.socket;
    remove(oldest);
    metrics.limitMet('sockets_before_login');
    socket?.destroy();
  }

  return {
    add(key, address, socket) {
      remove(key);
      while (socketsByKey.size >= maxSockets) makeRoom();
      socketsByKey.set(key, { address, socket });
      const keys = keysByAddress.get(address);
      if (keys) keys.add(key);
      else keysByAddress.set(address, new Set([key]));
    },
    remove,
    get size() {
      return socketsByKey.size;
    },
  };
}
