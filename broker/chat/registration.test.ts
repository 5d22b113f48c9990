import { describe, expect, it } from 'vitest';
import type { NewAccount } from '../../src/protocol/accounts';
import type { DeviceId } from '../../src/protocol/ids';
import { createMemoryData } from '../store/memory-store';
import { openTestChat, password, type TestChat } from './chat-fakes';
import type { RegistrationRules } from './registration';

const open = (mode: RegistrationRules['mode'], firstAccount: RegistrationRules['firstAccount']) =>
  openTestChat({ registration: { mode, firstAccount } });

const ask = ({ accounts }: TestChat, name: string, proofs: Partial<NewAccount> = {}) =>
  accounts.createAccount({ name, password, device: `device-of-${name}` as DeviceId, ...proofs });

const roleOf = async ({ store }: TestChat, name: string) => {
  const user = (await store.get('userName', name.toLowerCase()))?.user ?? '';
  return (await store.get('user', user))?.role;
};

describe('registration', () => {
  it('makes the first account of a private machine the server’s admin, and no other one', async () => {
    const chat = await open('open', 'is-admin');
    expect(chat.setupToken()).toBeUndefined();
    const made = await Promise.all(['Ann', 'Bo'].map((name) => ask(chat, name)));
    expect(made.every((answer) => 'token' in answer)).toBe(true);
    expect(await Promise.all(['Ann', 'Bo'].map((name) => roleOf(chat, name)))).toEqual(
      expect.arrayContaining(['admin', undefined]),
    );
  });

  it('makes the first account of a public machine with the set-up link alone, once', async () => {
    const chat = await open('open', 'by-setup-link');
    const setup = chat.setupToken();
    expect(setup).toMatch(/^[\w-]{24}$/);
    expect(chat.registrationKind()).toBe('setup');
    expect(await ask(chat, 'Eve')).toMatchObject({ error: 'needs-invite' });
    expect(await ask(chat, 'Eve', { setup: 'x'.repeat(24) })).toMatchObject({ error: 'needs-invite' });
    const answers = await Promise.all([ask(chat, 'Ann', { setup }), ask(chat, 'Eve', { setup })]);
    const refused = answers.filter((answer) => 'error' in answer);
    expect(refused).toMatchObject([{ error: 'bad-invite' }]);
    expect(chat.setupToken()).toBeUndefined();
    expect(chat.registrationKind()).toBe('open');
    expect(await ask(chat, 'Cy', { setup })).toMatchObject({ error: 'bad-invite' });
    expect(await ask(chat, 'Cy')).toHaveProperty('token');
    expect(await roleOf(chat, 'Cy')).toBeUndefined();
  });

  it('answers the device whose answer got lost, though the link is used up', async () => {
    const chat = await open('invite', 'by-setup-link');
    const setup = chat.setupToken();
    const first = await ask(chat, 'Ann', { setup });
    const again = await ask(chat, 'Ann', { setup });
    expect(again).toMatchObject({ user: 'user' in first && first.user });
    expect(await roleOf(chat, 'Ann')).toBe('admin');
  });

  it('has another set-up link after a restart, and none where somebody is', async () => {
    const data = createMemoryData();
    const registration = { mode: 'invite', firstAccount: 'by-setup-link' } as const;
    const before = (await openTestChat({ data, registration })).setupToken();
    const chat = await openTestChat({ data, registration });
    expect(chat.setupToken()).not.toBe(before);
    await ask(chat, 'Ann', { setup: chat.setupToken() });
    expect((await openTestChat({ data, registration })).setupToken()).toBeUndefined();
  });

  it('takes nobody any more when it is closed, and does not say which names there are', async () => {
    const chat = await open('closed', 'is-admin');
    await ask(chat, 'Ann');
    const closed = await ask(chat, 'Bo');
    expect(closed).toMatchObject({ error: 'closed' });
    expect(await ask(chat, 'Ann', { device: 'another-device' as DeviceId })).toEqual(closed);
    expect(await ask(chat, 'Ann')).toHaveProperty('token');
  });

  it('knows after a restart who is the server’s admin', async () => {
    const data = createMemoryData();
    await ask(await openTestChat({ data }), 'Ann');
    const chat = await openTestChat({ data });
    await ask(chat, 'Bo');
    expect(await roleOf(chat, 'Bo')).toBeUndefined();
    expect(await roleOf(chat, 'Ann')).toBe('admin');
  });
});
