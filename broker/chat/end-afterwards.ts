// Connections that an ask ends: at once, but for the asker's own, which ends when it has the answer.
import type { SessionHandle } from '../application';
import type { EndConnection } from './account-changes';

export type EndAfterwards = (
  session: SessionHandle,
  ended: readonly EndConnection[],
) => { readonly result: undefined; readonly afterwards: () => void };

export const createEndAfterwards =
  (isConnected: (session: SessionHandle) => boolean): EndAfterwards =>
  (session, ended) => {
    const waits = (connection: EndConnection) =>
      connection.device === session.principal.device && isConnected(session);
    for (const connection of ended) if (!waits(connection)) connection.end();
    const own = ended.filter(waits);
    return {
      result: undefined,
      afterwards: () => {
        for (const connection of own) connection.end();
      },
    };
  };
