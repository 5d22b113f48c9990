// Reads the small body of a request, with a limit. How long it may take is the server's `requestTimeout`.
import type { IncomingMessage } from 'node:http';

interface Unreadable {
  readonly ok: false;
  readonly status: 400 | 413 | 415;
  readonly message: string;
}

export type ReadBody<T> = { readonly ok: true; readonly value: T } | Unreadable;

export async function readJson(request: IncomingMessage, maxBytes: number): Promise<ReadBody<unknown>> {
  const body = await readBytes(request, 'application/json', maxBytes);
  if (!body.ok) return body;
  try {
    return { ok: true, value: JSON.parse(body.value.toString()) };
  } catch {
    return { ok: false, status: 400, message: 'The body of this request is not JSON.' };
  }
}

/** `contentType` is what the request must say that it brings. */
export async function readBytes(
  request: IncomingMessage,
  contentType: string,
  maxBytes: number,
): Promise<ReadBody<Buffer>> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  // A form on a foreign page can send text/plain, but none of ours without asking first.
  if (type !== contentType)
    return { ok: false, status: 415, message: `The Content-Type of this request must be ${contentType}.` };
  return collect(request, maxBytes);
}

// Not `for await`: leaving that loop early destroys the socket, and the 413 with it.
function collect(request: IncomingMessage, maxBytes: number): Promise<ReadBody<Buffer>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else resolve({ ok: false, status: 413, message: `A request may have at most ${maxBytes} bytes.` });
    });
    request.once('end', () => resolve({ ok: true, value: Buffer.concat(chunks) }));
    const cutOff = () =>
      resolve({ ok: false, status: 400, message: 'The request ended before it was complete.' });
    request.once('error', cutOff);
    request.once('close', cutOff);
  });
}
