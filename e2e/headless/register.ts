// An account for a program that is no device of ours: made over HTTP, with the token that MQTT takes for a password.
import { readSignedIn } from '../../src/protocol/accounts';
import { password } from './device';

/** `url` ends with a slash. */
export async function register(url: string, name: string): Promise<{ username: string; password: string }> {
  const response = await fetch(`${url}api/accounts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password, device: `device-of-${name}` }),
  });
  const signedIn = readSignedIn(await response.json());
  if (!signedIn) throw new Error(`No account: ${response.status}`);
  return { username: signedIn.name, password: signedIn.token };
}
