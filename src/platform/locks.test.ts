import { describe, expect, it } from 'vitest';
import { settle } from './fake-clock';
import { createFakeLocks, createWebLocks } from './locks';

const never = () => new AbortController().signal;

/** What a browser does, by the letter of the Web Locks specification, as far as we use it: no modes, one name after another. */
function createSpecManager(): LockManager {
  interface Request {
    readonly run: () => Promise<void>;
    readonly robbed: () => void;
  }
  const heldByName = new Map<string, Request>();
  const queueByName = new Map<string, Request[]>();
  const queueOf = (name: string) => {
    const queue = queueByName.get(name) ?? [];
    queueByName.set(name, queue);
    return queue;
  };
  const next = (name: string) => {
    const first = heldByName.has(name) ? undefined : queueOf(name).shift();
    if (!first) return;
    heldByName.set(name, first);
    queueMicrotask(() => void first.run());
  };
  const abortError = () => new DOMException('No.', 'AbortError');
  const request = (name: string, { signal, steal }: LockOptions, granted: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(abortError());
      const own: Request = {
        run: () =>
          granted()
            .then(resolve, reject)
            .finally(() => {
              if (heldByName.get(name) === own) heldByName.delete(name);
              next(name);
            }),
        robbed: () => reject(abortError()),
      };
      signal?.addEventListener('abort', () => {
        const queue = queueOf(name);
        if (!queue.includes(own)) return;
        queue.splice(queue.indexOf(own), 1);
        reject(abortError());
      });
      if (steal) {
        heldByName.get(name)?.robbed();
        heldByName.delete(name);
        queueOf(name).unshift(own);
      } else queueOf(name).push(own);
      next(name);
    });
  return { request } as unknown as LockManager;
}

describe.each([
  ['the fake', createFakeLocks],
  ['Web Locks', () => createWebLocks(createSpecManager())],
])('%s', (_, createLocks) => {
  it('one holder at a time, in the order of asking, each name on its own', async () => {
    const locks = createLocks();
    const happened: string[] = [];
    const holder = (name: string, who: string) => {
      let letGo = () => {};
      const whole = locks.hold(
        name,
        () => {
          happened.push(`${who} holds`);
          return new Promise((resolve) => (letGo = resolve));
        },
        never(),
      );
      return { whole, letGo: () => letGo() };
    };
    const first = holder('a', 'first');
    const second = holder('a', 'second');
    holder('b', 'other');
    await settle();
    expect(happened).toEqual(['first holds', 'other holds']);
    first.letGo();
    await first.whole;
    await settle();
    expect(happened).toEqual(['first holds', 'other holds', 'second holds']);
    second.letGo();
  });

  it('who gave up waiting never holds, and the next one does; a holder that fails lets go', async () => {
    const locks = createLocks();
    const happened: string[] = [];
    const abort = new AbortController();
    const failing = locks.hold('a', () => Promise.reject(new Error('crashed')), never());
    const waiting = locks.hold('a', async () => void happened.push('waited'), abort.signal);
    const next = locks.hold('a', async () => void happened.push('next'), never());
    abort.abort();
    await expect(failing).rejects.toThrow('crashed');
    await Promise.all([waiting, next]);
    expect(happened).toEqual(['next']);
  });

  it('a thief takes the lock from its holder, who hears of it, and the line goes on behind the thief', async () => {
    const locks = createLocks();
    const happened: string[] = [];
    const robbed = locks.hold(
      'a',
      (lost) =>
        new Promise((resolve) =>
          lost.addEventListener('abort', () => {
            happened.push('robbed');
            resolve();
          }),
        ),
      never(),
    );
    const waiting = locks.hold('a', async () => void happened.push('waited'), never());
    await settle();
    let letGo = () => {};
    const thief = locks.steal('a', () => new Promise((resolve) => (letGo = resolve)));
    expect(await robbed).toBe('stolen');
    await settle();
    expect(happened).toEqual(['robbed']);
    letGo();
    expect([await thief, await waiting]).toEqual(['ended', 'ended']);
    expect(happened).toEqual(['robbed', 'waited']);
  });
});

describe('Web Locks, answer by answer', () => {
  /** What the browser's lock manager does with a request. */
  const locksOver = (request: (whileHeld: () => Promise<void>) => Promise<void>) =>
    createWebLocks({
      request: (_name: string, _options: LockOptions, whileHeld: () => Promise<void>) => request(whileHeld),
    } as unknown as LockManager);
  const abortError = new DOMException('No.', 'AbortError');

  it('tell the end of the waiting from a theft, and both from an error', async () => {
    const whileHeld = async () => undefined;
    expect(await locksOver((held) => held()).hold('a', whileHeld, never())).toBe('ended');
    const ended = locksOver(() => Promise.reject(abortError));
    expect(await ended.hold('a', whileHeld, never())).toBe('ended');
    let told = false;
    const stolen = locksOver((held) => {
      void held();
      return Promise.reject(abortError);
    });
    const how = stolen.hold(
      'a',
      (lost) => new Promise((resolve) => lost.addEventListener('abort', () => resolve(void (told = true)))),
      never(),
    );
    expect([await how, told]).toEqual(['stolen', true]);
    const broken = locksOver(() => Promise.reject(new DOMException('No.', 'NotSupportedError')));
    await expect(broken.hold('a', whileHeld, never())).rejects.toThrow('No.');
  });
});
