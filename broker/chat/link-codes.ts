// Short codes with which one more device of a person signs in, without the password: shown on one device, typed or scanned on the
// other. In memory alone: a code lives for five minutes.
import type { DeviceId, UserId } from '../../src/protocol/ids';
import type { Devices } from './devices';

const lifeMs = 5 * 60_000;
/** 40 bits: nobody guesses one of them within five minutes. */
const codeChars = 8;
/** Without letters that look like a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface LinkCodes {
  /** The code that this device has shown already, as long as it is worth something; else a new one instead of the person's old one. */
  make(user: UserId, device: DeviceId): { code: string; expiresAtMs: number };
  /** Whose code it is; from now on it is worth something to this device alone, unless it is given back. */
  claim(typed: string, device: DeviceId): { user: UserId; giveBack: () => void } | undefined;
}

interface LinkCode {
  readonly user: UserId;
  readonly code: string;
  /** The device that shows it: without it the code is worth nothing. */
  readonly shownBy: DeviceId;
  readonly expiresAtMs: number;
  usedBy?: DeviceId;
}

export function createLinkCodes({
  devices,
  clock,
  random,
}: {
  devices: Pick<Devices, 'find'>;
  /** Unix ms. */
  clock: () => number;
  random: (bytes: number) => Uint8Array;
}): LinkCodes {
  const codesByUser = new Map<UserId, LinkCode>();
  const codesByText = new Map<string, LinkCode>();

  function forget(code: LinkCode): void {
    codesByText.delete(code.code);
    if (codesByUser.get(code.user) === code) codesByUser.delete(code.user);
  }

  const isGood = ({ expiresAtMs, shownBy, user }: LinkCode): boolean =>
    expiresAtMs > clock() && devices.find(shownBy)?.user === user;

  return {
    make: (user, device) => {
      for (const code of codesByText.values()) if (!isGood(code)) forget(code);
      const old = codesByUser.get(user);
      if (old?.shownBy === device && old.usedBy === undefined) return old;
      if (old) forget(old);
      const code = Array.from(random(codeChars), (byte) => alphabet[byte % alphabet.length]).join('');
      const made = { user, code, shownBy: device, expiresAtMs: clock() + lifeMs };
      codesByUser.set(user, made);
      codesByText.set(code, made);
      return made;
    },

    claim: (typed, device) => {
      const code = codesByText.get(asShown(typed));
      if (!code || !isGood(code) || (code.usedBy ?? device) !== device) return undefined;
      const before = code.usedBy;
      code.usedBy = device;
      return {
        user: code.user,
        giveBack: () => {
          if (before === undefined) delete code.usedBy;
        },
      };
    },
  };
}

/** People add spaces and hyphens, and type letters for digits. */
const asShown = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
