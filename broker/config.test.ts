import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config';
import { limitSettings, usualLimits } from './limit-settings';

describe('docs/settings.md', () => {
  const rows = readFileSync(join(import.meta.dirname, '../docs/settings.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it.each(Object.values(limitSettings))('says of $setting what it is and may be', (limit) => {
    const [row] = rows.filter(([, name]) => name === `\`${limit.setting}\``);
    expect(row?.slice(2, 4)).toEqual([`\`${limit.usual}\``, `${limit.min} to ${limit.max}`]);
  });
});

describe('readConfig', () => {
  it('has a default for every setting', () => {
    expect(readConfig({}, '/app')).toEqual({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 8080,
        mqttTcp: { host: '127.0.0.1', port: 1883 },
        mqttTls: undefined,
        plainRules: [],
        anonymous: false,
        dataDir: './data',
        maxPayloadBytes: 16_384,
        sync: true,
        registration: { mode: 'open', firstAccount: 'is-admin' },
        retention: { days: undefined, count: undefined },
        proxies: 0,
        allowedOrigins: [],
        certificate: undefined,
        limits: usualLimits,
        metrics: { port: undefined, token: undefined },
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
      MQTT_TCP: '[::1]:1884',
      MQTT_TLS: '0.0.0.0:8883',
      PLAIN_TOPICS: 'read:things/#, write:things/%u/#,!things/secret/#',
      ANONYMOUS: 'on',
      ANONYMOUS_ON_PUBLIC_ADDRESS: 'yes',
      ALLOWED_ORIGINS: 'https://Chat.example/, http://localhost:5173',
      TLS_CERT: '/etc/cert.pem',
      TLS_KEY: '/etc/key.pem',
      MAX_CONNECTIONS_PER_ADDRESS: '7',
      METRICS_PORT: '9100',
      METRICS_TOKEN: 'long-enough-a-secret',
      RETENTION_DAYS: '90',
      RETENTION_MESSAGES: '100000',
    };
    expect(readConfig(environment, '/app')).toEqual({
      ok: true,
      config: {
        host: '::1',
        port: 0,
        mqttTcp: { host: '::1', port: 1884 },
        mqttTls: { host: '0.0.0.0', port: 8883 },
        plainRules: [
          { filter: 'things/#', may: 'subscribe' },
          { filter: 'things/%u/#', may: 'publish' },
          { filter: 'things/secret/#', may: 'closed' },
        ],
        anonymous: true,
        dataDir: '/srv/onebar',
        maxPayloadBytes: 1_048_576,
        sync: false,
        registration: { mode: 'closed', firstAccount: 'by-setup-link' },
        retention: { days: 90, count: 100_000 },
        proxies: 2,
        allowedOrigins: ['https://chat.example', 'http://localhost:5173'],
        certificate: { certPath: '/etc/cert.pem', keyPath: '/etc/key.pem' },
        limits: { ...usualLimits, maxConnectionsPerAddress: 7 },
        metrics: { port: 9100, token: 'long-enough-a-secret' },
        appDir: '/app',
      },
    });
  });

  it.each([
    ['off', undefined],
    ['2883', { host: '127.0.0.1', port: 2883 }],
    ['broker.local:1883', { host: 'broker.local', port: 1883 }],
  ])('reads MQTT_TCP=%s', (MQTT_TCP, mqttTcp) => {
    expect(readConfig({ MQTT_TCP }, '/app')).toMatchObject({ ok: true, config: { mqttTcp } });
  });

  it.each(['on', '65536', '1883:', ':1883', '0.0.0.0', 'mqtt://127.0.0.1:1883'])(
    'refuses MQTT_TCP=%s',
    (MQTT_TCP) => {
      expect(readConfig({ MQTT_TCP }, '/app')).toEqual({
        ok: false,
        problems: [
          `MQTT_TCP is "${MQTT_TCP}", but it must be "off", a port like 1883, or an address with one, like 0.0.0.0:1883.`,
        ],
      });
    },
  );

  it('opens no port for MQTT by itself where any free port will do', () => {
    expect(readConfig({ PORT: '0' }, '/app')).toMatchObject({ ok: true, config: { mqttTcp: undefined } });
  });

  it('needs a certificate for MQTT_TLS', () => {
    expect(readConfig({ MQTT_TLS: '8883' }, '/app')).toEqual({
      ok: false,
      problems: ['MQTT_TLS is set, but TLS_CERT and TLS_KEY are not: mqtts needs them.'],
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
      ALLOWED_ORIGINS: 'chat.example',
      TLS_CERT: '',
      MAX_CONNECTIONS_PER_ADDRESS: '0',
      METRICS_PORT: '99999',
      METRICS_TOKEN: 'short',
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
        'ALLOWED_ORIGINS is "chat.example", but it must be origins with commas between them, like https://chat.example.',
        'TLS_CERT is "", but it must be the path of a PEM file.',
        'METRICS_PORT is "99999", but it must be a whole number from 0 to 65535.',
        'METRICS_TOKEN is not right, but it must be 16 to 200 characters without spaces and commas.',
        'MAX_CONNECTIONS_PER_ADDRESS is "0", but it must be a whole number from 1 to 1000000.',
      ],
    });
  });

  it('takes the least and the most that each limit says it allows', () => {
    for (const { setting, min, max } of Object.values(limitSettings))
      for (const bound of [min, max])
        expect(readConfig({ [setting]: String(bound) }, '/app'), `${setting}=${bound}`).toMatchObject({
          ok: true,
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

  it('takes no certificate without its key, and no key without its certificate', () => {
    const problemsOf = (environment: Record<string, string>) => readConfig(environment, '/app');
    expect(problemsOf({ TLS_CERT: 'a.pem' })).toEqual({
      ok: false,
      problems: ['TLS_CERT is set, but TLS_KEY is not: https needs both.'],
    });
    expect(problemsOf({ TLS_KEY: 'a.pem' })).toEqual({
      ok: false,
      problems: ['TLS_KEY is set, but TLS_CERT is not: https needs both.'],
    });
  });

  it('leaves alone what it does not know', () => {
    expect(readConfig({ ONEBAR_COLOUR: 'green', PATH: '/bin' }, '/app')).toMatchObject({ ok: true });
  });
});

describe('ANONYMOUS', () => {
  const anonymous = { ANONYMOUS: 'on', PLAIN_TOPICS: 'things/#' };
  const problemsOf = (environment: Readonly<Record<string, string | undefined>>) => {
    const read = readConfig({ ...anonymous, ...environment }, '/app');
    return read.ok ? [] : read.problems;
  };

  it('is fine on this machine alone', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    { HOST: '0.0.0.0' },
    { MQTT_TCP: '0.0.0.0:1883' },
    { MQTT_TCP: '[::]:1883' },
    { TRUST_PROXY: '1' },
  ])('is refused where others reach the broker, unless that is meant: %j', (environment) => {
    expect(problemsOf(environment)).toEqual([expect.stringContaining('ANONYMOUS_ON_PUBLIC_ADDRESS')]);
    expect(problemsOf({ ...environment, ANONYMOUS_ON_PUBLIC_ADDRESS: 'yes' })).toEqual([]);
  });

  it('is refused where there is nothing to do without a login', () => {
    expect(problemsOf({ PLAIN_TOPICS: 'off' })).toEqual([expect.stringContaining('PLAIN_TOPICS is off')]);
  });
});
