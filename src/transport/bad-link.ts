// While developing: a link that is made worse on this device, to see what a person on a bad one sees. It is in no build for others.
import type { Connection, ConnectionEvents, Link } from './link';

/** One way. */
const delayMs = 700;
const jitterMs = 500;
/** After so long it goes away, at random, … */
const lastsMs: readonly [from: number, to: number] = [8_000, 25_000];
/** … and nobody answers for so long. */
const awayMs: readonly [from: number, to: number] = [3_000, 12_000];

const lookEveryMs = 500;

/** `isBad`: whether it is to be bad now; a connection that is there becomes so as well. */
export function createBadLink(link: Link, isBad: () => boolean): Link {
  const between = ([from, to]: readonly [number, number]) => from + Math.random() * (to - from);
  let backAtMs = 0;

  return {
    async dial(request, events, abort) {
      if (isBad() && Date.now() < backAtMs) return { outcome: 'unreachable' };
      const late = createDelay();
      if (isBad()) await late();
      let goesAtMs: number | undefined;
      let watch: ReturnType<typeof setInterval> | undefined;
      const worse: ConnectionEvents = {
        ...events,
        async message(...message) {
          if (isBad()) await late();
          await events.message(...message);
        },
        measured: (roundTripMs) => events.measured(roundTripMs + (isBad() ? 2 * delayMs + jitterMs : 0)),
        closed(...why) {
          clearInterval(watch);
          events.closed(...why);
        },
      };
      const result = await link.dial(request, worse, abort);
      if (result.outcome !== 'connected') return result;
      const { connection } = result;
      watch = setInterval(() => {
        goesAtMs = isBad() ? (goesAtMs ?? Date.now() + between(lastsMs)) : undefined;
        if (goesAtMs === undefined || Date.now() < goesAtMs) return;
        backAtMs = Date.now() + between(awayMs);
        connection.close();
        worse.closed('lost');
      }, lookEveryMs);
      const close = () => {
        clearInterval(watch);
        connection.close();
      };
      return { outcome: 'connected', connection: { ...lateConnection(connection), close } };
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
