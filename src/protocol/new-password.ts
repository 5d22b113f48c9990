// A password that somebody can read out and type: made where an admin resets one, in the app and on the command line.

/** Without what looks alike. 32 of them, so that each has the same chance. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 4;
const lettersInGroup = 4;

/** `random`: so many random bytes. 80 bits, as `k7mq-4tzp-9xhw-r3dn`. */
export function createPassword(random: (bytes: number) => Uint8Array): string {
  const text = Array.from(random(groups * lettersInGroup), (byte) => letters[byte % letters.length]).join('');
  return Array.from({ length: groups }, (_, group) =>
    text.slice(group * lettersInGroup, (group + 1) * lettersInGroup),
  ).join('-');
}
