// Sends what is in the outbox, in order, a window at a time, and removes each line when the server has it.
import { maxPacketId, type Answer, type Link } from './link';
import type { Outbox, Saved } from './outbox';

export interface SenderDeps {
  readonly outbox: Outbox;
  readonly link: () => Link;
  readonly topic: string;
  /** The server will never take it. True: it is kept elsewhere now. */
  readonly refused: (saved: Saved, why: string) => boolean;
  /** The server cannot take it now. */
  readonly later: (why: string) => void;
  /** One line less waits. */
  readonly settled: () => void;
}

export interface Sender {
  /** Something was added. */
  send(): void;
  /** A new connection: nothing is under way on it. */
  restart(): void;
  close(): void;
}

const window = 32;
const laterMs = 2000;

export function createSender({ outbox, link, topic, refused, later, settled }: SenderDeps): Sender {
  /** Lines that are under way on this connection, by their packet ids. */
  let underWay = new Map<number, Saved>();
  /** Numbers of those that may be at the server already. Of what waits since an earlier start nobody knows. */
  const tried = new Set(Array.from(outbox.waiting(), ({ number }) => number));
  /** The server cannot take it now: first all that is under way is answered, then it goes on from the oldest line. */
  let isHeld = false;
  let wakeUp: NodeJS.Timeout | undefined;

  function send(): void {
    if (isHeld || !link().isOnline()) return;
    for (const saved of outbox.waiting()) {
      const other = underWay.get(packetIdOf(saved));
      if (other === saved) continue;
      if (other || underWay.size >= window) return;
      publish(saved);
    }
  }

  function publish(saved: Saved): void {
    const onThis = underWay;
    const packetId = packetIdOf(saved);
    const dup = tried.has(saved.number);
    onThis.set(packetId, saved);
    tried.add(saved.number);
    link().publish({ topic, text: saved.text, packetId, dup }, (answer) => {
      if (onThis === underWay) hear(saved, answer);
    });
  }

  function hear(saved: Saved, answer: Answer): void {
    underWay.delete(packetIdOf(saved));
    if (answer.is === 'later') {
      if (!isHeld) later(answer.why);
      isHeld = true;
    } else {
      if (answer.is === 'stored' || refused(saved, answer.why)) outbox.remove(saved);
      else outbox.setAside(saved);
      tried.delete(saved.number);
      settled();
    }
    if (!isHeld) send();
    else if (underWay.size === 0)
      wakeUp = setTimeout(() => {
        isHeld = false;
        send();
      }, laterMs);
  }

  return {
    send,
    restart() {
      clearTimeout(wakeUp);
      underWay = new Map();
      isHeld = false;
      send();
    },
    close: () => clearTimeout(wakeUp),
  };
}

/** The same for a line for as long as it waits: numbers rise by one, so two of a window have different ones. */
const packetIdOf = ({ number }: Saved): number => (number % maxPacketId) + 1;
