// One thing after another: for steps that read, think and write, and must not see each other half done.

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    // The next one does not care how this one ended; its caller does.
    last = mine.catch(() => {});
    return mine;
  };
}
