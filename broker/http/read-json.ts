// Reads the small JSON body of a request, with a limit. How long it may take is the server's `requestTimeout`.
import type { IncomingMessage } from 'node:http';

interface Unreadable {
  readonly ok: false;
  readonly status: 400 | 413 | 415;
  readonly message: string;
}

export type ReadJson = { readonly ok: true; readonly value: unknown } | Unreadable;

export async function readJson(request: IncomingMessage, maxBytes: number): Promise<ReadJson> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  // A form on a foreign page can send text/plain, but not this without asking first.
  if (type !== 'application/json')
    return { ok: false, status: 415, message: 'The Content-Type of this request must be application/json.' };
  const body = await readBody(request, maxBytes);
  if (typeof body !== 'string') return body;
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    return { ok: false, status: 400, message: 'The body of this request is not JSON.' };
  }
}

// Not `for await`: leaving that loop early destroys the socket, and the 413 with it.
function readBody(request: IncomingMessage, maxBytes: number): Promise<string | Unreadable> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else resolve({ ok: false, status: 413, message: `A request may have at most ${maxBytes} bytes.` });
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    const cutOff = () =>
      resolve({ ok: false, status: 400, message: 'The request ended before it was complete.' });
    request.once('error', cutOff);
    request.once('close', cutOff);
  });
}
