// While developing: a link that is made worse on this device, to see what a person on a bad one sees. It is in no build for others.
import type { Connection, ConnectionEvents, Link } from './link';

/** One way. */
const delayMs = 700;
const jitterMs = 500;
/** After so long it goes away, at random, … */
const lastsMs: readonly [from: number, to: number] = [8_000, 25_000];
/** … and nobody answers for so long. */
const awayMs: readonly [from: number, to: number] = [3_000, 12_000];

/** `isBad`: whether the next dial, and what goes over it, is to be bad. */
export function createBadLink(link: Link, isBad: () => boolean): Link {
  const between = ([from, to]: readonly [number, number]) => from + Math.random() * (to - from);
  let backAtMs = 0;

  return {
    async dial(request, events, abort) {
      if (!isBad()) return await link.dial(request, events, abort);
      if (Date.now() < backAtMs) return { outcome: 'unreachable' };
      const late = createDelay();
      await late();
      const result = await link.dial(request, lateEvents(events, late), abort);
      if (result.outcome !== 'connected') return result;
      const { connection } = result;
      setTimeout(() => {
        if (!isBad()) return;
        backAtMs = Date.now() + between(awayMs);
        connection.close();
        events.closed('lost');
      }, between(lastsMs));
      return { outcome: 'connected', connection: lateConnection(connection) };
    },
  };

  /** Each waits as long as it likes, but none overtakes another. */
  function createDelay(): () => Promise<void> {
    let lastAtMs = 0;
    return () => {
      lastAtMs = Math.max(lastAtMs, Date.now() + delayMs + Math.random() * jitterMs);
      return new Promise((resolve) => setTimeout(resolve, lastAtMs - Date.now()));
    };
  }

  function lateEvents(events: ConnectionEvents, late: () => Promise<void>): ConnectionEvents {
    return {
      ...events,
      async message(...message) {
        if (isBad()) await late();
        await events.message(...message);
      },
      measured: (roundTripMs) => events.measured(roundTripMs + (isBad() ? 2 * delayMs + jitterMs : 0)),
    };
  }

  function lateConnection(connection: Connection): Connection {
    const late = createDelay();
    return {
      ...connection,
      async publish(topic, payload) {
        if (isBad()) await late();
        return await connection.publish(topic, payload);
      },
      signal(topic, payload) {
        if (isBad()) void late().then(() => connection.signal(topic, payload));
        else connection.signal(topic, payload);
      },
      async subscribe(topics) {
        if (isBad()) await late();
        return await connection.subscribe(topics);
      },
    };
  }
}
