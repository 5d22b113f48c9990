// The tabs of one person on one device talk to each other: BroadcastChannel behind a port.

export interface TabChannel {
  /** To all other tabs, not to this one. `message` must be structured-cloneable. Throws once it is closed. */
  post(message: unknown): void;
  subscribe(listener: (message: unknown) => void): () => void;
  close(): void;
}

export function createBroadcastTabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  const listeners = new Set<(message: unknown) => void>();
  channel.addEventListener('message', (event) => {
    for (const listener of listeners) listener(event.data);
  });
  return {
    post: (message) => channel.postMessage(message),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => channel.close(),
  };
}

/** For tests and Node: channels opened from one hub hear each other, asynchronously and as clones, as in a browser. */
export function createFakeTabHub(): { open(): TabChannel } {
  const members = new Set<(message: unknown) => void>();
  return {
    open() {
      const listeners = new Set<(message: unknown) => void>();
      const hear = (message: unknown) => {
        for (const listener of listeners) listener(message);
      };
      members.add(hear);
      return {
        post(message) {
          if (!members.has(hear)) throw new DOMException('The channel is closed.', 'InvalidStateError');
          const clone: unknown = structuredClone(message);
          for (const member of members)
            if (member !== hear) queueMicrotask(() => members.has(member) && member(clone));
        },
        subscribe(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close: () => members.delete(hear),
      };
    },
  };
}
