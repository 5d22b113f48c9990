import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { askedHost, clientAddress, countedAddress, isHttps, isLoopbackAddress } from './client';

const request = (headers: Record<string, string>, remoteAddress = '10.0.0.1', encrypted = false) =>
  ({ headers, socket: { remoteAddress, encrypted } }) as unknown as IncomingMessage;
const forwarded = (text: string) => request({ 'x-forwarded-for': text });

describe('the address of a client', () => {
  it('is the one that the network names, where there is no proxy', () => {
    expect(clientAddress(forwarded('6.6.6.6'), 0)).toBe('10.0.0.1');
  });

  it.each([
    ['1.2.3.4', 1, '1.2.3.4'],
    ['6.6.6.6, 1.2.3.4', 1, '1.2.3.4'],
    ['6.6.6.6, 1.2.3.4, 10.0.0.9', 2, '1.2.3.4'],
    ['1.2.3.4:5678', 1, '1.2.3.4'],
    ['[2001:db8::1]:443', 1, '2001:db8:0:0::/64'],
    ['1.2.3.4', 2, '1.2.3.4'],
    ['', 1, '10.0.0.1'],
    ['unknown', 1, '10.0.0.1'],
    ['6.6.6.6, nonsense', 1, '10.0.0.1'],
  ])('is in X-Forwarded-For "%s" with %i proxies %s', (text, proxies, address) => {
    expect(clientAddress(forwarded(text), proxies)).toBe(address);
  });

  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, counted) => {
    expect(countedAddress(address)).toBe(counted);
  });

  it('says whether it is this very machine', () => {
    expect(['127.0.0.1', '127.9.9.9', countedAddress('::1')].map(isLoopbackAddress)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['128.0.0.1', '2001:db8:1:2::/64'].map(isLoopbackAddress)).toEqual([false, false]);
  });
});

describe('what only a trusted proxy may say', () => {
  const told = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'Chat.example', host: 'Inside:8080' };

  it('is not believed without one', () => {
    expect([isHttps(request(told), 0), askedHost(request(told), 0)]).toEqual([false, 'inside:8080']);
    expect([isHttps(request(told), 1), askedHost(request(told), 1)]).toEqual([true, 'chat.example']);
  });

  it('is not needed where the socket itself is encrypted', () => {
    expect(isHttps(request({}, '10.0.0.1', true), 0)).toBe(true);
  });
});
