// What the broker says about its own start: where it is, who may make an account, and why it cannot.
import type { Config } from './config';
import { StoreError } from './store/store-error';

export type PortSetting = 'PORT' | 'METRICS_PORT' | 'MQTT_TCP' | 'MQTT_TLS';

/** Why the broker cannot start, in a sentence for the one who starts it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export function urlOf(scheme: 'http' | 'https' | 'mqtt' | 'mqtts', host: string, port: number): string {
  // "All addresses" is none that a browser could open.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/`;
}

export function registrationInWords(
  { registration: { mode }, proxies }: Config,
  url: string,
  setupToken: string | undefined,
): string[] {
  const said = `New accounts (REGISTRATION): ${modesInWords[mode]}.`;
  if (setupToken === undefined) return [said];
  const where = proxies > 0 ? ` (with the address under which people know it instead of ${url})` : '';
  return [
    said,
    `The first account, the server's admin, is made here, once${where}: ${url}#/setup/${setupToken}`,
  ];
}

const modesInWords = {
  open: 'open, for everybody who comes to this address',
  invite: 'by invite',
  closed: 'closed',
} as const;

/** What is no fault of the settings or the machine stays as it is. */
export function startProblem(error: unknown, config: Config, setting: PortSetting = 'PORT'): unknown {
  const { host, port } = askedFor(config, setting);
  if (error instanceof StoreError) return new StartError(error.message, { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(
        `${setting} ${port} is in use by another program; set ${setting} to another number${canBeOff(setting)}.`,
      );
    case 'EACCES':
      return new StartError(
        `${setting} ${port} is not allowed for this user; set ${setting} to a number above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        `${hostSetting(setting)} ${host} is not an address of this machine; set ${hostSetting(setting)} to one, or to 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}

function askedFor(
  { host, port, metrics, mqttTcp, mqttTls }: Config,
  setting: PortSetting,
): { readonly host: string; readonly port: number | undefined } {
  if (setting === 'METRICS_PORT') return { host, port: metrics.port };
  const listening = setting === 'MQTT_TCP' ? mqttTcp : setting === 'MQTT_TLS' ? mqttTls : undefined;
  return listening ?? { host, port };
}

const canBeOff = (setting: PortSetting): string => (setting.startsWith('MQTT_') ? ', or to "off"' : '');
const hostSetting = (setting: PortSetting): string => (setting.startsWith('MQTT_') ? setting : 'HOST');
