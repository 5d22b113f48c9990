// The connection that each session has, or is getting: one at most, and so many for each person.
import type { Connection } from './connection';

export interface SessionConnections {
  find(user: string, clientId: string): Connection | undefined;
  countOf(user: string): number;
  /** All of this person's. */
  of(user: string): Connection[];
  /** `connection` has the session from now on. */
  put(user: string, clientId: string, connection: Connection): void;
  /** It is over. */
  remove(connection: Connection): void;
}

export function createSessionConnections(): SessionConnections {
  const connectionsByUser = new Map<string, Map<string, Connection>>();

  return {
    find: (user, clientId) => connectionsByUser.get(user)?.get(clientId),
    countOf: (user) => connectionsByUser.get(user)?.size ?? 0,
    of: (user) => [...(connectionsByUser.get(user)?.values() ?? [])],

    put(user, clientId, connection) {
      const own = connectionsByUser.get(user);
      if (own) own.set(clientId, connection);
      else connectionsByUser.set(user, new Map([[clientId, connection]]));
    },

    remove(connection) {
      const { principal, terms } = connection;
      const own = principal && connectionsByUser.get(principal.user);
      // Another connection may have taken the session over.
      if (!own || own.get(terms.clientId) !== connection) return;
      own.delete(terms.clientId);
      if (own.size === 0) connectionsByUser.delete(principal.user);
    },
  };
}
