import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anonymousUser } from '../application';
import { readPlainRules } from '../plain-rules';
import { createPlainAccess, type PlainAction } from './plain-access';

const names: Record<string, string> = { u1: 'ann', u2: 'a/b', u3: '+', u4: 'bob', admin: 'root' };

function refusedBy(rules: string) {
  const { check } = createPlainAccess({
    rules: readPlainRules(rules) ?? [],
    anonymous: true,
    devices: { find: () => undefined },
    sessions: { has: () => false },
    people: {
      accountNameOf: (user) => names[user],
      isServerAdmin: (user) => user === ('admin' as never),
      isSuspended: (user) => user === ('suspended' as never),
    },
  });
  return (user: string, action: PlainAction, topic: string) =>
    check({ user, device: 'd' }, action, topic)?.refused ?? 'allowed';
}

/** The table about plain topics in docs/access.md, and the setting that stands above it. */
function readTable() {
  const text = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
  const [, rules = ''] = /`PLAIN_TOPICS=(\S+)`/.exec(text) ?? [];
  const rows = text
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
    .filter((cells) => cells.length === 6 && ['publish', 'subscribe'].includes(cells[1] ?? ''));
  return { rules, rows };
}

it('lets everybody do on plain topics what docs/access.md says', () => {
  const { rules, rows } = readTable();
  const refused = refusedBy(rules);
  expect(rows.length).toBeGreaterThan(10);
  for (const [topic = '', action, ...may] of rows)
    for (const [index, user] of ['u4', 'u1', anonymousUser, 'admin'].entries())
      expect([topic, action, user, refused(user, action as PlainAction, topic)]).toEqual([
        topic,
        action,
        user,
        may[index] === 'yes' ? 'allowed' : 'not-authorized',
      ]);
});

describe('PLAIN_TOPICS', () => {
  it('opens nothing while it is off', () => {
    const refused = refusedBy('off');
    expect(refused('u1', 'publish', 'things/a')).toBe('topic-invalid');
    expect(refused('u1', 'subscribe', '#')).toBe('topic-invalid');
  });

  it('opens what its filters match, and subscriptions that reach no further', () => {
    const refused = refusedBy('things/#');
    expect(refused('u1', 'publish', 'things/a')).toBe('allowed');
    expect(refused('u1', 'subscribe', 'things/+/x')).toBe('allowed');
    expect(refused('u1', 'publish', 'other')).toBe('not-authorized');
    for (const filter of ['#', '+/a', 'other'])
      expect(refused('u1', 'subscribe', filter)).toBe('not-authorized');
  });

  it('opens with %u what bears the account’s name, and nothing for names that would be more than a level', () => {
    const refused = refusedBy('things/%u/#');
    expect(refused('u1', 'publish', 'things/ann/lamp')).toBe('allowed');
    expect(refused('u1', 'subscribe', 'things/ann/#')).toBe('allowed');
    for (const topic of ['things/bob/lamp', 'things/%u/lamp'])
      expect(refused('u1', 'publish', topic)).toBe('not-authorized');
    expect(refused('u1', 'subscribe', 'things/+/lamp')).toBe('not-authorized');
    expect(refused('u2', 'publish', 'things/a/b/c')).toBe('not-authorized');
    expect(refused('u3', 'subscribe', 'things/+/c')).toBe('not-authorized');
    expect(refused(anonymousUser, 'publish', 'things/ann/lamp')).toBe('not-authorized');
    expect(refused('nobody', 'publish', 'things//lamp')).toBe('not-authorized');
  });

  it.each([true, false])(
    'keeps what a client without a login has, as long as there are such: %s',
    (anonymous) => {
      const { isSignedOut } = createPlainAccess({
        rules: [],
        anonymous,
        people: { accountNameOf: () => '', isServerAdmin: () => false, isSuspended: () => false },
        devices: { find: () => undefined },
        sessions: { has: () => false },
      });
      expect(isSignedOut({ user: anonymousUser, device: 'd' })).toBe(!anonymous);
      expect(isSignedOut({ user: 'u1', device: 'd' })).toBe(true);
    },
  );

  it('lets nobody publish who is suspended, not even a will; what is for them waits', () => {
    const refused = refusedBy('things/#');
    expect(refused('suspended', 'publish', 'things/a')).toBe('not-authorized');
    expect(refused('suspended', 'subscribe', 'things/a')).toBe('allowed');
  });

  it('may open for reading or writing alone, and close again', () => {
    const refused = refusedBy('read:things/#,write:things/%u/#,!things/secret/#');
    expect(refused('u1', 'subscribe', 'things/#')).toBe('allowed');
    expect(refused('u1', 'publish', 'things/ann')).toBe('allowed');
    expect(refused('u1', 'publish', 'things/bob')).toBe('not-authorized');
    expect(refused('u1', 'subscribe', 'things/secret/x')).toBe('not-authorized');
  });

  it('closes with %u what bears anybody’s name, for everybody', () => {
    const refused = refusedBy('things/#,!things/%u/keys');
    for (const user of ['u1', 'u2', anonymousUser])
      for (const action of ['publish', 'subscribe'] as const)
        expect([user, refused(user, action, 'things/ann/keys')]).toEqual([user, 'not-authorized']);
    expect(refused('u1', 'publish', 'things/ann/lamp')).toBe('allowed');
  });

  it('never reaches Onebar’s own topics, nor those of the server', () => {
    const refused = refusedBy('#');
    for (const topic of ['room/a', 'user/u1', 'ask', 'answer', 'text/lobby', 'notices', 'room', '$x/y'])
      for (const action of ['publish', 'subscribe'] as const)
        expect([topic, refused('admin', action, topic)]).toEqual([topic, 'not-authorized']);
  });

  it('shows the server’s numbers to its admins, for reading alone, also while it is off', () => {
    for (const refused of [refusedBy('#'), refusedBy('off')]) {
      expect(refused('admin', 'subscribe', '$SYS/#')).toBe('allowed');
      expect(refused('admin', 'publish', '$SYS/broker/uptime')).toBe('not-authorized');
      expect(refused('u1', 'subscribe', '$SYS/#')).toBe('not-authorized');
      expect(refused(anonymousUser, 'subscribe', '$SYS/broker/uptime')).toBe('not-authorized');
    }
  });

  it('is open to an app token that has the right to it, but never the server’s numbers', () => {
    const { check } = createPlainAccess({
      rules: readPlainRules('#') ?? [],
      anonymous: true,
      devices: { find: () => undefined },
      sessions: { has: () => false },
      people: { accountNameOf: () => 'root', isServerAdmin: () => true, isSuspended: () => false },
    });
    const app = (plain: boolean) => ({ user: 'admin', device: 'd', app: { read: [], write: [], plain } });
    expect(check(app(true), 'publish', 'a')).toBeUndefined();
    expect(check(app(false), 'publish', 'a')?.refused).toBe('not-authorized');
    expect(check(app(true), 'subscribe', '$SYS/#')?.refused).toBe('not-authorized');
  });

  it.each(['', 'a,,b', 'a#', 'room/#', 'user/+', 'ask', '$SYS/#', 'read:'])('cannot be %j', (text) => {
    expect(readPlainRules(text)).toBeUndefined();
  });
});
