// Environment → checked config. All wrong values are reported together, one sentence each, so nobody fixes them one start at a time.
// The same settings for people: docs/settings.md.
import * as v from 'valibot';
import { defaultMaxPayloadBytes } from '../src/protocol/limits';
import type { CertificateFiles } from './http/certificate';
import type { RetentionRule } from '../src/protocol/ask';
import type { RegistrationRules } from './chat/registration';
import { readPlainRules, type PlainRule } from './plain-rules';
import { limitSettings, type LimitSettings } from './limit-settings';

export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where MQTT is spoken over TCP, and over TLS with the certificate. */
  readonly mqttTcp: Listening | undefined;
  readonly mqttTls: Listening | undefined;
  /** What is open outside Onebar's own topics; none: nothing. */
  readonly plainRules: readonly PlainRule[];
  /** Whoever connects without a login may use plain topics. */
  readonly anonymous: boolean;
  readonly dataDir: string;
  readonly maxPayloadBytes: number;
  /** Wait for the disk at each batch before acknowledging it. */
  readonly sync: boolean;
  /** Who may make an account. */
  readonly registration: RegistrationRules;
  /** What is kept in all rooms. */
  readonly retention: RetentionRule;
  /** How many proxies stand in front: so many addresses at the end of X-Forwarded-For are to be believed. */
  readonly proxies: number;
  /** Pages of these may ask, and no others; none: those of the host that is asked. Like `https://chat.example`. */
  readonly allowedOrigins: readonly string[];
  /** With it https is spoken. */
  readonly certificate: CertificateFiles | undefined;
  /** How much one client, or all of them, may take. */
  readonly limits: LimitSettings;
  readonly metrics: {
    /** On this machine alone; 0: any free one. */
    readonly port: number | undefined;
    /** What /metrics on the main port asks for; without it there is none. */
    readonly token: string | undefined;
  };
  /** The built app; not a setting, it lies beside the bundle. */
  readonly appDir: string;
}

/** `port` 0: any free one. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

export type ReadConfig = { ok: true; config: Config } | { ok: false; problems: readonly string[] };

const wholeNumber = (min: number, max: number) => {
  const allowed = `a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,10}$/, allowed),
    v.transform(Number),
    v.minValue(min, allowed),
    v.maxValue(max, allowed),
  );
};

const originsSchema = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((origin) => origin.trim().toLowerCase().replace(/\/$/, ''))),
  v.everyItem(
    (origin) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+$/.test(origin),
    'origins with commas between them, like https://chat.example',
  ),
);

/** `off`, a port of this machine alone, or an address with a port. */
const listeningSchema = v.pipe(
  v.string(),
  v.transform(readListening),
  v.check((read) => read !== undefined, '"off", a port like 1883, or an address with one, like 0.0.0.0:1883'),
);

const plainSchema = v.pipe(
  v.string(),
  v.transform(readPlainRules),
  v.check(
    (rules) => rules !== undefined,
    '"off", or filters with commas between them, like things/#, outside room, user, ask, answer, text, notices and $SYS',
  ),
);

const pathSchema = v.pipe(
  v.string(),
  v.check((path) => path.trim() !== '' && !path.includes('\0'), 'the path of a PEM file'),
);

const limitsSchema = Object.fromEntries(
  Object.values(limitSettings).map(({ setting, usual, min, max }) => [
    setting,
    v.optional(wholeNumber(min, max), String(usual)),
  ]),
);

const settingsSchema = v.object({
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'a host name or an IP address, like 127.0.0.1, 0.0.0.0 or ::1'),
    ),
    '127.0.0.1',
  ),
  PORT: v.optional(wholeNumber(0, 65_535), '8080'),
  DATA_DIR: v.optional(
    v.pipe(
      v.string(),
      v.check((path) => path.trim() !== '' && !path.includes('\0'), 'the path of a folder'),
    ),
    './data',
  ),
  MAX_PAYLOAD_BYTES: v.optional(wholeNumber(1024, 1024 * 1024), String(defaultMaxPayloadBytes)),
  SYNC: v.optional(v.picklist(['on', 'off'], '"on" or "off"'), 'on'),
  REGISTRATION: v.optional(
    v.picklist(['open', 'invite', 'closed'], '"open", "invite" or "closed"'),
    () => undefined,
  ),
  TRUST_PROXY: v.optional(wholeNumber(0, 10), '0'),
  MQTT_TCP: v.optional(listeningSchema, () => undefined),
  MQTT_TLS: v.optional(listeningSchema, 'off'),
  PLAIN_TOPICS: v.optional(plainSchema, 'off'),
  ANONYMOUS: v.optional(v.picklist(['on', 'off'], '"on" or "off"'), 'off'),
  ANONYMOUS_ON_PUBLIC_ADDRESS: v.optional(v.picklist(['yes', 'no'], '"yes" or "no"'), 'no'),
  ALLOWED_ORIGINS: v.optional(originsSchema),
  TLS_CERT: v.optional(pathSchema, () => undefined),
  TLS_KEY: v.optional(pathSchema, () => undefined),
  METRICS_PORT: v.optional(wholeNumber(0, 65_535), () => undefined),
  METRICS_TOKEN: v.optional(
    v.pipe(v.string(), v.regex(/^[^\s,]{16,200}$/, '16 to 200 characters without spaces and commas')),
    () => undefined,
  ),
  ...limitsSchema,
  RETENTION_DAYS: v.optional(wholeNumber(1, 36_500), () => undefined),
  RETENTION_MESSAGES: v.optional(wholeNumber(1, 999_999_999), () => undefined),
});

/** Only programs on this very machine reach it. */
const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);

/** `environment` is `process.env` or its like; what Onebar does not know is left alone. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  appDir: string,
): ReadConfig {
  const parsed = v.safeParse(settingsSchema, environment);
  if (!parsed.success) {
    const { nested = {} } = v.flatten<typeof settingsSchema>(parsed.issues);
    const problems = Object.entries(nested).map(
      ([setting, [allowed]]) =>
        `${setting} is ${inWords(setting, environment[setting])}, but it must be ${allowed}.`,
    );
    return { ok: false, problems };
  }
  const { HOST, PORT, DATA_DIR, MAX_PAYLOAD_BYTES, SYNC, REGISTRATION, TRUST_PROXY } = parsed.output;
  const { ALLOWED_ORIGINS, TLS_CERT, TLS_KEY, METRICS_PORT, METRICS_TOKEN } = parsed.output;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    const [given, missing] = TLS_CERT === undefined ? ['TLS_KEY', 'TLS_CERT'] : ['TLS_CERT', 'TLS_KEY'];
    return { ok: false, problems: [`${given} is set, but ${missing} is not: https needs both.`] };
  }
  const { MQTT_TCP, MQTT_TLS } = parsed.output;
  if (MQTT_TLS !== 'off' && TLS_CERT === undefined)
    return { ok: false, problems: ['MQTT_TLS is set, but TLS_CERT and TLS_KEY are not: mqtts needs them.'] };
  // Whoever takes any port at all does not want one that may be taken.
  const mqttTcp = listening(MQTT_TCP ?? (PORT === 0 ? 'off' : usualMqttTcp));
  const mqttTls = listening(MQTT_TLS);
  const { ANONYMOUS, ANONYMOUS_ON_PUBLIC_ADDRESS } = parsed.output;
  const plainRules = parsed.output.PLAIN_TOPICS ?? [];
  if (ANONYMOUS === 'on') {
    if (plainRules.length === 0) return { ok: false, problems: [nothingForAnonymous] };
    const hosts = [HOST, mqttTcp?.host ?? '127.0.0.1', mqttTls?.host ?? '127.0.0.1'];
    const isPublic = TRUST_PROXY > 0 || !hosts.every(isLoopback);
    if (isPublic && ANONYMOUS_ON_PUBLIC_ADDRESS === 'no') return { ok: false, problems: [anonymousInPublic] };
  }
  const { RETENTION_DAYS, RETENTION_MESSAGES } = parsed.output;
  // Whoever reaches it sits at this machine, and needs no proof that it is theirs.
  const isPrivate = isLoopback(HOST) && TRUST_PROXY === 0;
  return {
    ok: true,
    config: {
      host: HOST,
      port: PORT,
      mqttTcp,
      mqttTls,
      plainRules,
      anonymous: ANONYMOUS === 'on',
      dataDir: DATA_DIR,
      maxPayloadBytes: MAX_PAYLOAD_BYTES,
      sync: SYNC === 'on',
      registration: {
        mode: REGISTRATION ?? (isPrivate ? 'open' : 'invite'),
        firstAccount: isPrivate ? 'is-admin' : 'by-setup-link',
      },
      retention: { days: RETENTION_DAYS, count: RETENTION_MESSAGES },
      proxies: TRUST_PROXY,
      allowedOrigins: ALLOWED_ORIGINS ?? [],
      certificate:
        TLS_CERT !== undefined && TLS_KEY !== undefined
          ? { certPath: TLS_CERT, keyPath: TLS_KEY }
          : undefined,
      limits: limitsOf(parsed.output),
      metrics: { port: METRICS_PORT, token: METRICS_TOKEN },
      appDir,
    },
  };
}

const nothingForAnonymous =
  'ANONYMOUS is on, but PLAIN_TOPICS is off: there is nothing that anybody could do without a login.';
const anonymousInPublic =
  'ANONYMOUS is on, and others reach the broker (HOST, MQTT_TCP, MQTT_TLS or TRUST_PROXY): whoever comes could read and write all that PLAIN_TOPICS opens. Set ANONYMOUS_ON_PUBLIC_ADDRESS to "yes" if that is meant.';

const usualMqttTcp: Listening = { host: '127.0.0.1', port: 1883 };

const listening = (read: Listening | 'off' | undefined): Listening | undefined =>
  read === 'off' ? undefined : read;

function readListening(text: string): Listening | 'off' | undefined {
  if (text === 'off') return 'off';
  const [, host, digits] = /^(?:([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\]):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  return { host: host?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
}

const limitsOf = (read: Readonly<Record<string, unknown>>): LimitSettings =>
  Object.fromEntries(
    Object.entries(limitSettings).map(([key, { setting }]) => [key, read[setting]]),
  ) as LimitSettings;

/** A secret is not repeated on a screen or in a log. */
const inWords = (setting: string, value: string | undefined): string =>
  setting.endsWith('_TOKEN') ? 'not right' : JSON.stringify(value);
