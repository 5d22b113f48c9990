// Which language was chosen on this device, for every account on it. src/db/spoken-language.js reads it when the page opens.

const key = 'onebar-language';

/** `undefined`: none, so the browser's own is taken. Also where nothing may be read. */
export function languageChoice(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Where nothing may be kept it lasts until the page is closed. */
export function keepLanguageChoice(language: string | undefined): void {
  try {
    if (language === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, language);
  } catch {
    // The app says elsewhere that this browser keeps nothing.
  }
}
