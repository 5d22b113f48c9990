// The only console: what a developer should know and a person need not.

export const log = {
  /** Something unexpected that the app lives on with. */
  trouble(what: string, error: unknown): void {
    console.warn(`Onebar: ${what}.`, error);
  },
};
