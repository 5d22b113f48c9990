import { afterEach, describe, expect, it } from 'vitest';
import { createPasswordThread, type PasswordJob, type PasswordThread } from './password-thread';
import { createPasswords, type Passwords } from './passwords';

const opened: Passwords[] = [];
afterEach(() => {
  for (const passwords of opened.splice(0)) passwords.close();
});

function open(options?: Parameters<typeof createPasswords>[0]): Passwords {
  const passwords = createPasswords(options);
  opened.push(passwords);
  return passwords;
}

/** A thread that does nothing until the test says so. */
function createHeldThread() {
  const jobs: { job: PasswordJob; finish: () => void }[] = [];
  const thread: PasswordThread = {
    run: (job) => new Promise((resolve) => jobs.push({ job, finish: () => resolve(false) })),
    close: () => undefined,
  };
  return { thread, jobs };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('passwords', () => {
  it('knows a password again, however its letters were composed', async () => {
    const passwords = open();
    const hashed = await passwords.hash('Gr\u00fcn ist sch\u00f6n');
    if (hashed === 'busy') throw new Error('busy');
    expect(await passwords.verify(hashed.passwordHash, 'Gru\u0308n ist scho\u0308n')).toBe(true);
    expect(await passwords.verify(hashed.passwordHash, 'Grun ist schon')).toBe(false);
  });

  it('is false for a name that has no hash, after really looking', async () => {
    expect(await open().verify(undefined, 'whatever')).toBe(false);
  });

  it('rejects a hash that is none, and goes on', async () => {
    const passwords = open({ threads: 1 });
    await expect(passwords.verify('not a hash', 'x')).rejects.toThrow('could not be hashed');
    expect(await passwords.verify(undefined, 'x')).toBe(false);
  });

  it('starts another thread when one was ended', async () => {
    const thread = createPasswordThread();
    const job: PasswordJob = { do: 'verify', password: 'x', hash: 'none' };
    const first = thread.run(job);
    thread.close();
    await expect(first).rejects.toThrow('closing');
    await expect(thread.run(job)).rejects.toThrow('could not be hashed');
    thread.close();
  });

  it('is busy when too many wait in line, and takes more when they are through', async () => {
    const { thread, jobs } = createHeldThread();
    const passwords = open({ threads: 1, maxWaiting: 2, createThread: () => thread });
    const answers = [1, 2, 3, 4].map(() => passwords.verify(undefined, 'x'));
    expect(await answers[3]).toBe('busy');
    expect(passwords.waiting()).toBe(2);
    for (let done = 0; done < 3; done++) {
      jobs[done]?.finish();
      await settle();
    }
    expect(await Promise.all(answers.slice(0, 3))).toEqual([false, false, false]);
    void passwords.verify(undefined, 'x');
    await settle();
    expect(jobs).toHaveLength(4);
  });

  it('lets those who were never wrong go before those who guess, and sends the latter away first', async () => {
    const { thread, jobs } = createHeldThread();
    const passwords = open({ threads: 1, maxWaiting: 3, createThread: () => thread });
    const verify = (password: string, place: 'first' | 'last') =>
      passwords.verify(undefined, password, place);
    void verify('under way', 'last');
    void verify('guess 1', 'last');
    const guess2 = verify('guess 2', 'last');
    void verify('honest 1', 'first');
    void verify('honest 2', 'first');
    expect(await guess2).toBe('busy');
    expect(await verify('guess 3', 'last')).toBe('busy');
    for (let done = 0; done < 4; done++) {
      await settle();
      jobs[done]?.finish();
    }
    expect(jobs.map(({ job }) => job.password)).toEqual(['under way', 'honest 1', 'honest 2', 'guess 1']);
  });
});
