// PUBREC: the receiver has a message at QoS 2. It is on disk before PUBREL leaves, or a broker that dies then would send the message
// once more to a client that has released it.
import { putQueued, unneeded, type PlainDisk } from './plain-disk';
import type { PlainMessage, Queued } from './plain-message';
import type { PlainSession } from './plain-session';

/** Resolves when it is on disk, whoever asks, and how often. Rejects when the store fails: then it is as it was. */
export function writeDelivered(session: PlainSession, queued: Queued, disk: PlainDisk): Promise<void> {
  const underWay = session.delivering.get(queued);
  if (underWay) return underWay;
  const { message } = queued;
  if (!message) return Promise.resolve();
  const written = write(session, queued, message, disk).finally(() => session.delivering.delete(queued));
  session.delivering.set(queued, written);
  return written;
}

async function write(
  session: PlainSession,
  queued: Queued,
  message: PlainMessage,
  disk: PlainDisk,
): Promise<void> {
  session.release(queued);
  if (!session.isKept) return;
  try {
    await disk.commit([putQueued(session, queued)]);
  } catch (error) {
    // On disk it still waits: the client gets it again, and says PUBREC again.
    session.keep(queued, message);
    throw error;
  }
  // Not before: others may need what it points to until then.
  disk.later(unneeded(queued));
}
