// The sessions that have a connection: by person and client id, of which there is one at a time.
import type { SessionHandle } from '../application';

export interface ConnectedSessions {
  put(session: SessionHandle): void;
  /** Another one may have taken its place already. */
  remove(session: SessionHandle): void;
  has(session: SessionHandle): boolean;
  find(user: string, clientId: string): SessionHandle | undefined;
}

export function createConnectedSessions(): ConnectedSessions {
  const byKey = new Map<string, SessionHandle>();
  const keyOf = (user: string, clientId: string) => `${user}/${clientId}`;
  const find = (user: string, clientId: string) => byKey.get(keyOf(user, clientId));
  const has = (session: SessionHandle) => find(session.principal.user, session.clientId) === session;
  return {
    find,
    has,
    put: (session) => {
      byKey.set(keyOf(session.principal.user, session.clientId), session);
    },
    remove: (session) => {
      if (has(session)) byKey.delete(keyOf(session.principal.user, session.clientId));
    },
  };
}
