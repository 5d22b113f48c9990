// What the browser keeps for us, and whether it promised not to clear it by itself.

export interface StorageKeeper {
  /** `undefined` where the browser does not say. */
  view(): Promise<{
    readonly persisted: boolean | undefined;
    readonly usedBytes: number | undefined;
    readonly quotaBytes: number | undefined;
  }>;
  /** Asks for that promise. Resolves with whether it is given. */
  persist(): Promise<boolean>;
}

export const createBrowserStorage = (manager: StorageManager | undefined): StorageKeeper => ({
  async view() {
    const [persisted, estimate] = await Promise.all([
      manager?.persisted?.().catch(() => undefined),
      manager?.estimate?.().catch(() => undefined),
    ]);
    return { persisted, usedBytes: estimate?.usage, quotaBytes: estimate?.quota };
  },
  persist: async () => (await manager?.persist?.().catch(() => false)) ?? false,
});
