// Parts of the app that are loaded when they are first needed, on a link that may go in the middle of it.

/** Loads once. What failed is loaded again by the next call; what is there already is not. `pick` takes from the module what is wanted. */
export function createChunkLoader<M, T>(load: () => Promise<M>, pick: (module: M) => T): () => Promise<T> {
  let part: Promise<T> | undefined;
  /** Where the part is, once it could not be loaded from there. */
  let failedUrl: string | undefined;
  let tries = 0;

  const attempt = async (): Promise<T> => {
    try {
      if (failedUrl === undefined) return pick(await load());
      // Until 2026 browsers kept a failed import for the life of the page (whatwg/html#6768): under another name it is a new one.
      return pickFrom(await import(/* @vite-ignore */ `${failedUrl}?try=${++tries}`), pick);
    } catch (error) {
      part = undefined;
      // Chromium and Firefox name the file in their message; where none is named, the same name is tried again.
      failedUrl ??= error instanceof Error ? /https?:\/\/\S+\.js/.exec(error.message)?.[0] : undefined;
      throw error;
    }
  };

  return () => (part ??= attempt());
}

/**
 * What `pick` takes, from a file that was built. A module whose file holds more that others use is one of the file's exports there, under a
 * name of the bundler's, which it knows where it wrote the `import` itself.
 */
export function pickFrom<T>(file: Readonly<Record<string, unknown>>, pick: (module: never) => T): T {
  for (const module of [file, ...Object.values(file)]) {
    const part = module === undefined || module === null ? undefined : pick(module as never);
    if (part !== undefined) return part;
  }
  throw new Error('The file does not have the part that was asked for.');
}
