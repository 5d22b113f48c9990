// The languages that Onebar speaks. For another one: a file like en.ts, a line here, and a line in texts.ts.

interface LanguageFacts {
  /** In its own words. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
  /** How days are written, where the language alone does not say it well. */
  readonly days?: string;
}

export const languages = {
  // Fri 14 Nov, wherever it is read.
  en: { name: 'English', dir: 'ltr', days: 'en-GB' },
  es: { name: 'Español', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl' },
} as const satisfies Record<string, LanguageFacts>;

export type Language = keyof typeof languages;

export const isLanguage = (text: string | null | undefined): text is Language =>
  typeof text === 'string' && Object.hasOwn(languages, text);

/** As it is written where this device is at home: Arabic has other numerals in Morocco than in Egypt. */
export const localeOf = (language: string): string =>
  globalThis.navigator?.languages?.find((tag) => tag.split('-')[0] === language) ?? language;

export const localeOfDays = (language: Language): string => {
  const { days }: LanguageFacts = languages[language];
  return days ?? localeOf(language);
};
