import { describe, expect, it } from 'vitest';
import { readConfig } from './config';

describe('readConfig', () => {
  it('has a default for every setting', () => {
    expect(readConfig({}, '/app')).toEqual({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 8080,
        dataDir: './data',
        maxPayloadBytes: 16_384,
        sync: true,
        registration: { mode: 'open', firstAccount: 'is-admin' },
        proxies: 0,
        appDir: '/app',
      },
    });
  });

  it('reads every setting', () => {
    const environment = {
      HOST: '::1',
      PORT: '0',
      DATA_DIR: '/srv/onebar',
      MAX_PAYLOAD_BYTES: '1048576',
      SYNC: 'off',
      REGISTRATION: 'closed',
      TRUST_PROXY: '2',
    };
    expect(readConfig(environment, '/app')).toEqual({
      ok: true,
      config: {
        host: '::1',
        port: 0,
        dataDir: '/srv/onebar',
        maxPayloadBytes: 1_048_576,
        sync: false,
        registration: { mode: 'closed', firstAccount: 'by-setup-link' },
        proxies: 2,
        appDir: '/app',
      },
    });
  });

  it('reports all wrong values together, each with its name, what it is and what is allowed', () => {
    const environment = {
      HOST: 'my host',
      PORT: '80a',
      DATA_DIR: ' ',
      MAX_PAYLOAD_BYTES: '1023',
      SYNC: 'yes',
      REGISTRATION: 'Open',
      TRUST_PROXY: 'true',
    };
    expect(readConfig(environment, '/app')).toEqual({
      ok: false,
      problems: [
        'HOST is "my host", but it must be a host name or an IP address, like 127.0.0.1, 0.0.0.0 or ::1.',
        'PORT is "80a", but it must be a whole number from 0 to 65535.',
        'DATA_DIR is " ", but it must be the path of a folder.',
        'MAX_PAYLOAD_BYTES is "1023", but it must be a whole number from 1024 to 1048576.',
        'SYNC is "yes", but it must be "on" or "off".',
        'REGISTRATION is "Open", but it must be "open", "invite" or "closed".',
        'TRUST_PROXY is "true", but it must be a whole number from 0 to 10.',
      ],
    });
  });

  it.each(['65536', '-1', '', '8080.5', '1e3', ' 8080'])('does not take %j for a port', (port) => {
    expect(readConfig({ PORT: port }, '/app')).toMatchObject({ ok: false });
  });

  it.each([
    [{}, 'open', 'is-admin'],
    [{ HOST: 'localhost' }, 'open', 'is-admin'],
    [{ HOST: '127.8.8.8' }, 'open', 'is-admin'],
    [{ HOST: '::1' }, 'open', 'is-admin'],
    [{ HOST: '127.0.0.1.example.org' }, 'invite', 'by-setup-link'],
    [{ HOST: '0.0.0.0' }, 'invite', 'by-setup-link'],
    [{ TRUST_PROXY: '1' }, 'invite', 'by-setup-link'],
    [{ HOST: '0.0.0.0', REGISTRATION: 'open' }, 'open', 'by-setup-link'],
    [{ REGISTRATION: 'invite' }, 'invite', 'is-admin'],
  ])('lets strangers in by itself only where there are none: %j', (environment, mode, firstAccount) => {
    expect(readConfig(environment, '/app')).toMatchObject({
      config: { registration: { mode, firstAccount } },
    });
  });

  it('leaves alone what it does not know', () => {
    expect(readConfig({ ONEBAR_COLOUR: 'green', PATH: '/bin' }, '/app')).toMatchObject({ ok: true });
  });
});
