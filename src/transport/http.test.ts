import { expect, it } from 'vitest';
import type { DeviceId, UserId } from '../protocol/ids';
import { createHttp } from './http';

const credentials = { name: 'ann', password: 'correct horse', device: 'device-1' as DeviceId };
const signedIn = { user: 'user-1' as UserId, name: 'Ann', token: 'a token of some length' };
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

/** What a network does with a request; and what was asked of it. */
function httpOver(answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: URL | RequestInfo, init: RequestInit = {}) => {
    asked.push({ url: String(url instanceof Request ? url.url : url), init });
    return await answer();
  };
  return { asked, http: createHttp({ origin: 'https://chat.example', fetch }) };
}

it('asks for an account and for a session with name, password and device', async () => {
  const { asked, http } = httpOver(() => json(signedIn));
  expect(await http.createAccount(credentials)).toEqual({ outcome: 'ok', value: signedIn });
  expect(await http.signIn(credentials)).toEqual({ outcome: 'ok', value: signedIn });
  expect(asked.map(({ url, init }) => [init.method, url, JSON.parse(init.body as string)])).toEqual([
    ['POST', 'https://chat.example/api/accounts', credentials],
    ['POST', 'https://chat.example/api/sessions', credentials],
  ]);
});

it('signs out with the token', async () => {
  const { asked, http } = httpOver(() => new Response(null, { status: 204 }));
  expect(await http.signOut('secret')).toEqual({ outcome: 'ok', value: undefined });
  expect(asked[0]).toMatchObject({
    url: 'https://chat.example/api/sessions/current',
    init: { method: 'DELETE', headers: { authorization: 'Bearer secret' } },
  });
});

it('hands the broker’s no over in its words', async () => {
  const refusal = { error: 'name-taken', message: 'This name is taken.' };
  const { http } = httpOver(() => json(refusal, 409));
  expect(await http.createAccount(credentials)).toEqual({ outcome: 'refused', ...refusal });
  expect(await http.signOut('secret')).toEqual({ outcome: 'refused', ...refusal });
});

it.each<[string, () => Response | Promise<Response>]>([
  ['no answer at all', () => Promise.reject(new TypeError('fetch failed'))],
  ['an answer that breaks off', () => new Response('{"user":', { status: 200 })],
  ['a captive portal’s page', () => new Response('<h1>Welcome to our Wi-Fi</h1>', { status: 200 })],
  ['a portal’s JSON', () => json({ hello: 'guest' })],
  ['a proxy’s error page', () => new Response('Bad gateway', { status: 502 })],
  ['an error that says nothing', () => json({}, 500)],
])('takes %s for no answer: whether it happened is unknown', async (_what, answer) => {
  const { http } = httpOver(answer);
  expect(await http.createAccount(credentials)).toEqual({ outcome: 'unreachable' });
});
