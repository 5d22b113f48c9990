// What the command line and the environment ask the console for; a text is what is wrong with it, for a person.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mqttPath } from '../src/protocol/accounts';

export interface ConsoleOptions {
  /** The account's name. */
  readonly user: string;
  /** Its name as in the address, or its id. */
  readonly room: string;
  /** Where MQTT is spoken. */
  readonly url: string;
  /** Where to sign in, without a slash at the end. */
  readonly http: string;
  /** The folder in which sign-ins, client ids and outboxes are kept. */
  readonly stateFolder: string;
  /** Its own, if it is to be another than the one that is kept. */
  readonly clientId: string | undefined;
  /** An app token; without one the console signs in. */
  readonly token: string | undefined;
  readonly password: string | undefined;
  /** For so long the end waits for acknowledgements. */
  readonly waitMs: number;
  /** Print the room's lines, and go on when the input ends. */
  readonly listen: boolean;
}

export const usage = `Usage: npm run console -- --user NAME [--room lobby]
       COMMAND | npm run -s console -- --user NAME [--room lobby]
  --user       the name of your account
  --room       the room's name as in its address, or its id; lobby by default
  --url        the broker: ws://127.0.0.1:8080 by default; wss://, mqtt:// and mqtts:// too
  --http       where to sign in, if not beside --url: for mqtt:// it is http://<the same host>:8080
  --token      an app token instead of a sign-in (better: ONEBAR_TOKEN)
  --state      the folder in which sign-in, client id and outbox are kept; ~/.local/state/onebar by default
  --client-id  the MQTT client id, if not the one that is kept there
  --wait       for so many seconds the end waits for what is not acknowledged yet; 30 by default
  --listen     without a terminal too: print the room's lines, and stay when the input ends
The password is asked for once, or taken from ONEBAR_PASSWORD.`;

const defaultPorts: Readonly<Record<string, string>> = { 'mqtt:': '1883', 'mqtts:': '8883' };

export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConsoleOptions | string {
  let values;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        user: { type: 'string' },
        room: { type: 'string', default: 'lobby' },
        url: { type: 'string', default: 'ws://127.0.0.1:8080' },
        http: { type: 'string' },
        token: { type: 'string' },
        state: { type: 'string' },
        'client-id': { type: 'string' },
        wait: { type: 'string', default: '30' },
        listen: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { user, room, http } = values;
  if (user === undefined || user === '') return 'Who writes? Say --user and the name of your account.';
  if (room === '' || /[/+#\0]/.test(room))
    return `--room "${room}" is no room: it is the room's name as in its address, or its id.`;
  if (!/^\d{1,6}$/.test(values.wait)) return `--wait ${values.wait} is not a number of seconds.`;
  const url = mqttUrl(values.url);
  if (!url) return `--url ${values.url} is not an address like ws://127.0.0.1:8080 or mqtt://127.0.0.1:1883.`;
  if (http !== undefined && !/^https?:\/\/[^/]+\/?$/.test(http))
    return `--http ${http} is not an address like http://127.0.0.1:8080.`;
  if (values['client-id'] === '') return '--client-id is empty.';
  return {
    user,
    room,
    url: url.href,
    http: http?.replace(/\/$/, '') ?? signInAddress(url),
    stateFolder: values.state ?? join(stateHome(env), 'onebar'),
    clientId: values['client-id'],
    token: values.token ?? (env['ONEBAR_TOKEN'] || undefined),
    password: env['ONEBAR_PASSWORD'] || undefined,
    waitMs: Number(values.wait) * 1000,
    listen: values.listen,
  };
}

/** With the port and the path that go without saying. */
function mqttUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^(wss?|mqtts?):$/.test(url.protocol) || url.hostname === '') return undefined;
  if (url.protocol.startsWith('ws')) {
    if (url.pathname === '/') url.pathname = mqttPath;
  } else if (url.port === '') url.port = defaultPorts[url.protocol] ?? '';
  return url;
}

function signInAddress({ protocol, host, hostname }: URL): string {
  if (protocol === 'ws:') return `http://${host}`;
  if (protocol === 'wss:') return `https://${host}`;
  return protocol === 'mqtts:' ? `https://${hostname}` : `http://${hostname}:8080`;
}

/** As the XDG base directories say: a path that is not absolute counts as none. */
function stateHome(env: Readonly<Record<string, string | undefined>>): string {
  const set = env['XDG_STATE_HOME'];
  return set?.startsWith('/') ? set : join(homedir(), '.local', 'state');
}
