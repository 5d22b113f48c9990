// Runs the steps of one transaction so that it is kept whole or not at all.

/**
 * Resolves with what `work` gives, after the commit. Rejects when a step or the commit failed, and then nothing is kept:
 * IndexedDB would commit the steps before one that throws.
 */
export async function allOrNothing<T>(
  tx: { readonly done: Promise<void>; abort(): void },
  work: () => Promise<T>,
): Promise<T> {
  try {
    // Both are listened to from the start: when a step fails, `done` rejects as well.
    const [result] = await Promise.all([work(), tx.done]);
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // The browser has ended it already.
    }
    throw error;
  }
}
