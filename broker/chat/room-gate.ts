// While a room or who is in it is being changed, everything else that comes for the room waits, and is judged by what is true
// afterwards. So nobody's words are stored behind their removal. What waits goes on in the order in which it came, each
// beginning in the same tick as the one before it; nothing that comes later can get between them.
import type { RoomId } from '../../src/protocol/ids';

export interface RoomGate {
  isClosed(room: RoomId): boolean;
  /** Begins `work` in its turn: at once where the room is open. */
  pass<T>(room: RoomId, work: () => Promise<T>): Promise<T>;
  /** Begins `work` at once and keeps the room closed until it has ended. Only where the room is open. */
  close<T>(room: RoomId, work: () => Promise<T>): Promise<T>;
}

export function createRoomGate(): RoomGate {
  const waitingByRoom = new Map<RoomId, (() => void)[]>();

  async function close<T>(room: RoomId, work: () => Promise<T>): Promise<T> {
    const waiting: (() => void)[] = [];
    waitingByRoom.set(room, waiting);
    try {
      return await work();
    } finally {
      waitingByRoom.delete(room);
      goOn(room, waiting);
    }
  }

  function goOn(room: RoomId, waiting: readonly (() => void)[]): void {
    for (const [index, begin] of waiting.entries()) {
      begin();
      const closedAgain = waitingByRoom.get(room);
      if (!closedAgain) continue;
      closedAgain.push(...waiting.slice(index + 1));
      return;
    }
  }

  return {
    isClosed: (room) => waitingByRoom.has(room),
    pass: (room, work) => {
      const waiting = waitingByRoom.get(room);
      if (!waiting) return work();
      return new Promise((resolve, reject) => waiting.push(() => void work().then(resolve, reject)));
    },
    close,
  };
}
