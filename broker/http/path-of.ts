// What a request asks for, without the query. Nothing is decoded: no name here needs it.
import type { IncomingMessage } from 'node:http';

export const pathOf = (request: IncomingMessage): string => request.url?.split('?', 1)[0] ?? '';
