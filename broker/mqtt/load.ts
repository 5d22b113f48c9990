// How much of all clients together is being answered. When that is more than the broker should have taken on, nobody is read any
// more, so that what was taken on is done soon and the rest waits where it is safe: with those who wrote it.

export interface LoadedConnection {
  /** There is room again: reads, until it is held again. */
  goOn(): void;
}

export interface Load {
  /** A packet waits for its answer … */
  begin(): void;
  /** … and has it. */
  end(): void;
  isFull(): boolean;
  unanswered(): number;
  /** To be called when a connection is not read because it is full. */
  hold(connection: LoadedConnection): void;
  forget(connection: LoadedConnection): void;
}

export function createLoad(maxUnanswered: number): Load {
  let unanswered = 0;
  /** In the order in which they were held, so that each has its turn. */
  const held = new Set<LoadedConnection>();

  return {
    begin() {
      unanswered += 1;
    },

    end() {
      unanswered -= 1;
      // Half of it at a time: not every answer wakes somebody.
      if (held.size === 0 || unanswered > maxUnanswered / 2) return;
      for (const connection of held) {
        // Whoever fills it up again is held again, behind the others.
        if (isFull()) break;
        held.delete(connection);
        connection.goOn();
      }
    },

    isFull,
    unanswered: () => unanswered,
    hold: (connection) => void held.add(connection),
    forget: (connection) => void held.delete(connection),
  };

  function isFull(): boolean {
    return unanswered >= maxUnanswered;
  }
}
