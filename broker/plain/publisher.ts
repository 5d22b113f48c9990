// Brings a message on a plain topic to those who get it: what must not be lost is on disk before anybody has it.
import type { Metrics } from '../metrics';
import type { ChangeTable } from '../store/tables';
import { messageRow, putMessage, putQueued, type PlainDisk } from './plain-disk';
import type { Manner, PlainMessage, Queued, StoredMessage } from './plain-message';
import type { PlainSession } from './plain-session';
import type { Retained } from './retained';
import type { Route, Router } from './router';

export interface PublisherDeps {
  readonly router: Pick<Router, 'routes'>;
  readonly retained: Retained;
  readonly disk: PlainDisk;
  readonly counts: Metrics['counts'];
  /** For the rows of messages; no two alike. */
  readonly newId: () => string;
  /** The session's queue is full: is there room now, without what has expired? */
  readonly makeRoom: (session: PlainSession) => boolean;
  /** The session's queue is full: this message is lost for it. */
  readonly overflowed: (session: PlainSession) => void;
}

export interface Publisher {
  /** Resolves when it is on disk where it has to be. `also`: rows that are written with it. Rejects when the store fails. */
  publish(message: PlainMessage, from: string | undefined, also?: readonly ChangeTable[]): Promise<void>;
  /** To one session alone. `isRetained`: it was kept for whoever subscribes, and comes besides what the queue has room for. */
  deliver(
    session: PlainSession,
    messages: readonly (readonly [PlainMessage, Manner])[],
    isRetained: boolean,
  ): Promise<void>;
}

export function createPublisher(deps: PublisherDeps): Publisher {
  const { router, retained, disk, counts, newId, makeRoom, overflowed } = deps;
  /** Messages that have places in queues and are not there yet: nothing overtakes them. */
  let onTheWay = 0;

  /** `retain`: the message to be kept for whoever subscribes later. They get it when it is on disk, in the order of the writing. */
  async function commit(changes: readonly ChangeTable[], retain: PlainMessage | undefined): Promise<void> {
    let isKept = false;
    try {
      await disk.commit(changes);
      isKept = true;
    } finally {
      if (retain) retained.end(retain, isKept);
    }
  }

  async function write(
    changes: readonly ChangeTable[],
    planned: readonly (readonly [PlainSession, Queued])[],
    done: () => void,
    retain?: PlainMessage,
  ): Promise<void> {
    if (changes.length > 0 || onTheWay > 0) {
      onTheWay += 1;
      try {
        await commit(changes, retain);
      } catch (error) {
        for (const [session, queued] of planned) session.giveUp(queued);
        throw error;
      } finally {
        onTheWay -= 1;
      }
    }
    for (const [session, queued] of planned) session.put(queued);
    done();
    for (const [session] of planned) session.receiver?.wake();
  }

  return {
    async publish(message, from, also = []) {
      counts.plainPublished += 1;
      const changes: ChangeTable[] = [...also];
      const retain = message.retain ? message : undefined;
      if (retain) {
        retained.begin(retain);
        changes.push(retainedRow(retain));
      }
      const routes = router.routes(message, from);
      const now = routes.filter(({ manner }) => manner.qos === 0);
      const sendNow = () => {
        for (const { session, manner } of now) session.receiver?.now(message, manner);
      };
      if (message.qos === 0) {
        // In this tick: what it is worth is that it is quick.
        sendNow();
        if (changes.length > 0) await commit(changes, retain);
        return;
      }
      const stored: StoredMessage = { id: newId(), message, waitingFor: 0 };
      const planned = plan(
        routes.filter(({ manner }) => manner.qos > 0),
        stored,
        { makeRoom, overflowed },
      );
      for (const [session, queued] of planned) if (queued.stored) changes.push(putQueued(session, queued));
      if (stored.waitingFor > 0) changes.push(putMessage(stored));
      await write(changes, planned, sendNow, retain);
    },

    async deliver(session, messages, isRetained) {
      const changes: ChangeTable[] = [];
      const planned: (readonly [PlainSession, Queued])[] = [];
      for (const [message, manner] of messages) {
        const isKept = session.isKept && manner.qos > 0;
        const stored = isKept ? { id: newId(), message, waitingFor: 1 } : undefined;
        const place = () => session.plan(message, manner, stored, isRetained);
        const queued = place() ?? (makeRoom(session) ? place() : undefined);
        if (!queued) {
          overflowed(session);
          continue;
        }
        planned.push([session, queued]);
        if (stored) changes.push(putMessage(stored), putQueued(session, queued));
      }
      if (planned.length > 0) await write(changes, planned, () => undefined);
    },
  };
}

function plan(
  routes: readonly Route[],
  stored: StoredMessage,
  { makeRoom, overflowed }: Pick<PublisherDeps, 'makeRoom' | 'overflowed'>,
): (readonly [PlainSession, Queued])[] {
  const planned: (readonly [PlainSession, Queued])[] = [];
  for (const { session, manner } of routes) {
    const place = () => session.plan(stored.message, manner, session.isKept ? stored : undefined);
    const queued = place() ?? (makeRoom(session) ? place() : undefined);
    if (!queued) {
      overflowed(session);
      continue;
    }
    if (queued.stored) stored.waitingFor += 1;
    planned.push([session, queued]);
  }
  return planned;
}

const retainedRow = (message: PlainMessage): ChangeTable => ({
  table: 'retained',
  key: message.topic,
  row: message.payload.length === 0 ? undefined : messageRow(message),
});
