// How a person wants the app to be drawn on this device: what there is to choose from, and what holds.
import { keepLookChoice, lookChoice, onLookChoice } from '../db/look-choice';

/** The usual one of each is in `usual`. src/db/chosen-look.js knows the others. */
export const looks = {
  theme: ['auto', 'light', 'dark'],
  size: ['small', 'normal', 'large', 'largest'],
  density: ['comfortable', 'compact'],
} as const;

export type Look = { readonly [Part in keyof typeof looks]: (typeof looks)[Part][number] };

const usual: Look = { theme: 'auto', size: 'normal', density: 'comfortable' };

export function lookOf<Part extends keyof Look>(part: Part): Look[Part] {
  const found = lookChoice(part);
  return (
    (looks[part] as readonly string[] as readonly Look[Part][]).find((each) => each === found) ?? usual[part]
  );
}

export function chooseLook<Part extends keyof Look>(part: Part, value: Look[Part]): void {
  keepLookChoice(part, value === usual[part] ? undefined : value);
}

/** Also when it was chosen in another tab. Returns the way to unsubscribe. */
export const onLookChange = (listener: () => void): (() => void) => onLookChoice(listener);
