// The device token that a request brings: `Authorization: Bearer <token>`.
import type { IncomingMessage } from 'node:http';

export const readToken = (request: IncomingMessage): string | undefined =>
  /^Bearer +([^\s,]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
