// How the app is to be drawn, for every account on this device. src/db/chosen-look.js reads it when the page opens, and draws what is chosen later.

export type LookPart = 'theme' | 'size' | 'density';

const keyOf = (part: LookPart): string => `onebar-${part}`;
/** The browser tells other tabs by itself, and not this one. */
const changedHere = 'onebar-look';

/** `undefined`: as usual. Also where nothing may be read. */
export function lookChoice(part: LookPart): string | undefined {
  try {
    return localStorage.getItem(keyOf(part)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepLookChoice(part: LookPart, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(keyOf(part));
    else localStorage.setItem(keyOf(part), value);
  } catch {
    // The app says elsewhere that this browser keeps nothing.
  }
  window.dispatchEvent(new Event(changedHere));
}

/** In this tab or another one. Returns the way to unsubscribe. */
export function onLookChoice(listener: () => void): () => void {
  window.addEventListener('storage', listener);
  window.addEventListener(changedHere, listener);
  return () => {
    window.removeEventListener('storage', listener);
    window.removeEventListener(changedHere, listener);
  };
}
