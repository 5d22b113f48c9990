// HTTP requests that are a little wrong, over real sockets: each is answered or ended in time, and none with 500.
import { createConnection } from 'node:net';
import type { Random } from '../torture/chance';
import { mutate } from './mutate';

const atOnce = 20;
const patienceMs = 8000;

export async function fuzzRequests(
  random: Random,
  { port, token, outbox }: { port: number; token: string; outbox: Uint8Array },
  cases: number,
): Promise<void> {
  const samples = requestsOf(token, outbox);
  for (let done = 0; done < cases; done += atOnce)
    await Promise.all(Array.from({ length: atOnce }, () => send(port, mutate(random, samples))));
}

function requestsOf(token: string, outbox: Uint8Array): Uint8Array[] {
  const lines = (head: string[], body: Uint8Array | string = '') =>
    Buffer.concat([Buffer.from(`${[...head, 'Host: 127.0.0.1'].join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
  const credentials = JSON.stringify({
    name: 'nobody here',
    password: 'short',
    device: 'a-device-of-nobody',
  });
  const jsonOf = (body: string) => ['Content-Type: application/json', `Content-Length: ${body.length}`];
  const json = jsonOf(credentials);
  const linking = JSON.stringify({ code: 'ABCD-2345', device: 'a-device-of-nobody', deviceName: 'Tablet' });
  const look = JSON.stringify({ token: 'a-secret-of-an-invite-1' });
  const invited = JSON.stringify({
    name: 'newcomer',
    password: 'long enough',
    device: 'a-device-of-nobody-2',
    invite: 'a-secret-of-an-invite-1',
    setup: 'a-secret-of-the-setup-1',
  });
  return [
    lines(['GET / HTTP/1.1']),
    lines(['GET /healthz HTTP/1.1', 'Accept-Encoding: br, gzip', 'If-None-Match: "a", W/"b"']),
    lines(['HEAD /assets/x.js?y=%zz HTTP/1.1']),
    lines(['POST /api/accounts HTTP/1.1', ...json], credentials),
    lines(['POST /api/sessions HTTP/1.1', ...json], credentials),
    lines(['POST /api/sessions/link HTTP/1.1', ...jsonOf(linking)], linking),
    lines(['POST /api/invites/look HTTP/1.1', 'X-Forwarded-For: ::1, 192.0.2.7', ...jsonOf(look)], look),
    lines(['POST /api/accounts HTTP/1.1', ...jsonOf(invited)], invited),
    lines(['GET /metrics HTTP/1.1', 'Authorization: Bearer not-the-token']),
    lines(['DELETE /api/sessions/current HTTP/1.1', 'Authorization: Bearer not-a-token']),
    lines(
      [
        'POST /api/outbox HTTP/1.1',
        'Content-Type: application/x-msgpack',
        `Authorization: Bearer ${token}`,
        `Content-Length: ${outbox.length}`,
      ],
      outbox,
    ),
    lines([
      'GET /mqtt HTTP/1.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Protocol: mqtt',
    ]),
    lines(
      ['POST /api/accounts HTTP/1.1', 'Transfer-Encoding: chunked', 'Content-Type: application/json'],
      '5\r\n{"a":\r\n0\r\n\r\n',
    ),
  ];
}

/** Half of a request may wait for its other half, so our end is closed. */
function send(port: number, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    let answer = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer and no end within ${patienceMs} ms to ${request.toString('hex')}`));
    }, patienceMs);
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      if (/^HTTP\/1\.1 500/m.test(answer)) reject(new Error(`500 for ${request.toString('hex')}`));
      else resolve();
    });
    socket.end(request);
  });
}
