// Who the console is for the broker: an app token that was given, the device token that is kept, or a new one for name and password.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readAccountError, readSignedIn, sessionsPath } from '../src/protocol/accounts';
import { maxDeviceNameChars } from '../src/protocol/limits';
import type { ConsoleOptions } from './options';
import type { Places } from './places';
import { writeWhole } from './write-whole';

export interface SignIn {
  readonly username: string;
  readonly token: string;
}

const timeoutMs = 30_000;

/** The one that is kept. */
export function keptSignIn({ account }: Places): SignIn | undefined {
  const kept = readJson(join(account, 'sign-in.json'));
  const { username, token } = kept;
  return typeof username === 'string' && typeof token === 'string' ? { username, token } : undefined;
}

export const forgetSignIn = ({ account }: Places): void =>
  rmSync(join(account, 'sign-in.json'), { force: true });

/** A text is why not. */
export async function signIn(
  { http, user }: Pick<ConsoleOptions, 'http' | 'user'>,
  places: Places,
  password: string,
): Promise<SignIn | string> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${http}${sessionsPath}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        name: user,
        password,
        device: keepDeviceId(places),
        deviceName: `Console on ${hostname()}`.slice(0, maxDeviceNameChars),
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    return `Nobody answers at ${http}, where to sign in (${why(error)}).`;
  }
  if (!response.ok)
    return readAccountError(body)?.message ?? `${http} answers ${response.status}: is Onebar there?`;
  const signedIn = readSignedIn(body);
  if (!signedIn) return `${http} gives an answer that is not Onebar's.`;
  const made = { username: signedIn.name, token: signedIn.token };
  writeWhole(join(places.account, 'sign-in.json'), `${JSON.stringify(made)}\n`);
  return made;
}

/** Made before the first request: a second one, after an answer that was lost, gives the same device. */
function keepDeviceId({ account }: Places): string {
  const path = join(account, 'device.json');
  const { device } = readJson(path);
  if (typeof device === 'string' && /^[\w-]{8,64}$/.test(device)) return device;
  const made = randomBytes(12).toString('base64url');
  writeWhole(path, `${JSON.stringify({ device: made })}\n`);
  return made;
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Half a file is as good as none: whoever it is signs in again.
    return {};
  }
}

/** `fetch` tells the reason only below its own. */
function why(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
