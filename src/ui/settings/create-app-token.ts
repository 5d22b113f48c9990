// The secret of an app token is made here, so that asking for it twice makes one. It begins with what it is, so that it is known where
// it lies around, and is never taken for an option on a command line.

const tokenBytes = 18;

/** `random` gives so many bytes. */
export function createAppToken(random: (bytes: number) => Uint8Array): string {
  const text = btoa(String.fromCharCode(...random(tokenBytes)));
  return `ob_${text.replaceAll('+', '-').replaceAll('/', '_')}`;
}
