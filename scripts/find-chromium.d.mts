/** The path of a Chromium to test with, `undefined` when there is none. */
export function findChromium(): string | undefined;
/** One sentence: how to get one. */
export const howToGetChromium: string;
