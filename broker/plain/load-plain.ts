// Reads what is kept of plain topics at the start: sessions with their queues, retained messages and wills.
import type { Principal } from '../application';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';
import { isSubscription } from '../topic-filter';
import { messageOf, partsOf, putSession } from './plain-disk';
import type { PlainMessage, StoredMessage } from './plain-message';
import { PlainSession, type QueueLimits } from './plain-session';
import type { PendingWill } from './wills';

export interface LoadedPlain {
  readonly sessions: readonly PlainSession[];
  readonly retained: readonly PlainMessage[];
  readonly wills: ReadonlyMap<string, PendingWill>;
}

/** A broker that died in the moment of a device's sign-out, or of a session's end, has left its rows here. */
export interface Owners {
  /** Nothing of such a device's is kept: it was signed out, or its account was deleted. */
  readonly isSignedOut: (principal: Principal) => boolean;
  /** Is there the session of which this is a part? */
  readonly hasSession: (user: string, clientId: string) => boolean;
}

/** Rejects when the store fails. */
export async function loadPlain(
  store: Pick<Store, 'list' | 'commit'>,
  limits: QueueLimits,
  nowMs: number,
  { isSignedOut, hasSession }: Owners,
): Promise<LoadedPlain> {
  const changes: ChangeTable[] = [];
  const messages = new Map<string, StoredMessage>();
  for (const [id, row] of await store.list('plainMessage'))
    messages.set(id, { id, message: messageOf(row), waitingFor: 0 });

  const sessions = new Map<string, PlainSession>();
  const connected: PlainSession[] = [];
  const sentUpTo = new Map<string, number>();
  for (const [key, row] of await store.list('plainSession')) {
    const [user, clientId] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    if (isSignedOut({ user, device: row.device }) || !hasSession(user, clientId)) {
      changes.push({ table: 'plainSession', key, row: undefined });
      continue;
    }
    const session = new PlainSession(user, clientId, row.device, true, row.expirySec, limits);
    // Connected when the broker ended: its time runs from now on.
    session.expiresAtMs = row.expiresAtMs ?? nowMs + row.expirySec * 1000;
    for (const subscription of row.subscriptions.filter(({ filter }) => isSubscription(filter)))
      session.subscriptions.set(subscription.filter, { ...subscription });
    sessions.set(key, session);
    sentUpTo.set(key, row.sentUpTo ?? Infinity);
    if (row.expiresAtMs === undefined) connected.push(session);
  }

  for (const [key, row] of await store.list('plainQueued')) {
    const [owner, seq] = partsOf(key, 16);
    const session = sessions.get(owner);
    const stored = row.message === undefined ? undefined : messages.get(row.message);
    const isLost = row.message !== undefined && !stored;
    if (!session || isLost || !Number.isSafeInteger(seq)) {
      changes.push({ table: 'plainQueued', key, row: undefined });
      continue;
    }
    if (stored) stored.waitingFor += 1;
    const { qos, retain, ids, isRetained, share } = row;
    const wasSent = seq <= (sentUpTo.get(owner) ?? Infinity);
    session.restore({ seq, qos, retain, ids, share, isRetained, message: stored?.message, stored, wasSent });
  }
  // With what may have been sent, so that it is sent as DUP also by the broker after this one.
  changes.push(...connected.map(putSession));
  for (const { id, waitingFor } of messages.values())
    if (waitingFor === 0) changes.push({ table: 'plainMessage', key: id, row: undefined });

  for (const [key] of await store.list('plainReceived')) {
    const [owner, packetId] = partsOf(key, 10);
    const session = sessions.get(owner);
    if (session) session.received.set(packetId, Promise.resolve({}));
    else changes.push({ table: 'plainReceived', key, row: undefined });
  }
  const retained = (await store.list('retained')).map(([, row]) => messageOf(row));
  const wills = new Map<string, PendingWill>();
  for (const [key, { message, device, delaySec, dueAtMs }] of await store.list('plainWill')) {
    const [user = ''] = key.split('/');
    if (isSignedOut({ user, device })) changes.push({ table: 'plainWill', key, row: undefined });
    else wills.set(key, { message: messageOf(message), device, delaySec, dueAtMs });
  }
  if (changes.length > 0) await store.commit(changes);
  return { sessions: [...sessions.values()], retained, wills };
}
