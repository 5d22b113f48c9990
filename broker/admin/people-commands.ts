// Commands about people: who is here, and what an admin does to an account.
import type { AdminChange, AdminUser } from '../../src/protocol/asks-admin';
import { adminPage } from '../../src/protocol/limits';
import { createPassword } from '../../src/protocol/new-password';
import {
  confirm,
  moment,
  problem,
  table,
  wrongUse,
  type Command,
  type Outcome,
  type Terminal,
} from './command';

const users: Command = {
  name: 'users',
  takes: '[text]',
  tells: 'Lists the people, or those whose names begin with a text.',
  words: [0, 1],
  async run({ words: [text = ''] }, { door }) {
    const found: AdminUser[] = [];
    for (;;) {
      const after = found.at(-1)?.user;
      const answer = await door.ask<'users'>({
        command: 'users',
        text,
        ...(after !== undefined && { after }),
      });
      if ('error' in answer) return problem(answer.error);
      found.push(...answer.result);
      if (answer.result.length < adminPage) break;
    }
    const sorted = found.toSorted((a, b) => a.name.localeCompare(b.name));
    const rows = sorted.map((user) => [
      user.name,
      user.shown === user.name ? '' : user.shown,
      [user.isAdmin ? 'admin' : '', user.isSuspended ? 'suspended' : ''].filter(Boolean).join(', '),
      String(user.devices),
      moment(user.seenSec),
      moment(user.sinceSec),
      user.user,
    ]);
    return {
      lines: table(['NAME', 'SHOWN AS', 'IS', 'DEVICES', 'LAST SEEN', 'SINCE', 'ID'], rows),
      json: sorted,
    };
  },
};

async function set(terminal: Terminal, name: string, change: AdminChange, said: string): Promise<Outcome> {
  const answer = await terminal.door.ask<'set'>({ command: 'set', name, change });
  if ('error' in answer) return problem(answer.error);
  const { apps = 0 } = answer.result;
  const ended = apps === 0 ? '' : ` ${apps} app ${apps === 1 ? 'token' : 'tokens'} ended.`;
  return { lines: [`${answer.result.name}: ${said}${ended}`], json: answer.result };
}

function simple(
  name: Exclude<AdminChange['what'], 'password' | 'delete'>,
  tells: string,
  said: string,
): Command {
  return {
    name,
    takes: '<name>',
    tells,
    words: [1, 1],
    run: ({ words: [who = ''] }, terminal) => set(terminal, who, { what: name }, said),
  };
}

const password: Command = {
  name: 'password',
  takes: '<name> [--generate]',
  tells: 'Sets a new password for somebody.',
  more: [
    'It is asked for on the terminal; in a pipe it is the first line that comes in.',
    '--generate makes one and prints it. Their devices stay signed in; "sign-out" ends them. Their app tokens end.',
  ],
  words: [1, 1],
  options: { generate: { type: 'boolean' } },
  async run({ words: [name = ''], options }, terminal) {
    const isMade = options['generate'] === true;
    const typed = isMade ? createPassword(terminal.random) : await typePassword(terminal);
    if (typed === undefined) return problem({ code: 'not-meant', text: 'Nothing was changed.' });
    if (typed === 'not-the-same') return wrongUse('These were two different passwords. Nothing was changed.');
    const outcome = await set(terminal, name, { what: 'password', password: typed }, 'has a new password.');
    if (!isMade || 'problem' in outcome) return outcome;
    return { lines: [...outcome.lines, typed], json: { ...(outcome.json as object), password: typed } };
  },
};

async function typePassword(terminal: Terminal): Promise<string | undefined> {
  if (!terminal.isInteractive) return terminal.readLine();
  const first = await terminal.ask('New password: ', 'secret');
  if (first === undefined) return undefined;
  return (await terminal.ask('Once more: ', 'secret')) === first ? first : 'not-the-same';
}

const remove: Command = {
  name: 'delete',
  takes: '<name> [--empty] [--yes]',
  tells: 'Deletes an account for ever.',
  more: [
    'Their messages stay, under their name; with --empty the words of all of them are removed for everybody.',
    'Rooms that they own get another owner. It asks first; --yes is the answer where nobody sits.',
  ],
  words: [1, 1],
  options: { empty: { type: 'boolean' }, yes: { type: 'boolean' } },
  async run(given, terminal) {
    const [name = ''] = given.words;
    const messages = given.options['empty'] === true ? 'empty' : 'keep';
    const becomes =
      messages === 'empty' ? 'the words of all their messages are removed' : 'their messages stay';
    const no = await confirm(given, terminal, `The account "${name}" is deleted for ever; ${becomes}.`);
    return no ?? set(terminal, name, { what: 'delete', messages }, `deleted; ${becomes}.`);
  },
};

export const peopleCommands: readonly Command[] = [
  users,
  password,
  simple(
    'suspend',
    'Lets somebody in no more, until they are unsuspended.',
    'suspended; their connections are ended.',
  ),
  simple('unsuspend', 'Lets somebody in again.', 'may come in again.'),
  simple('make-admin', 'Makes somebody an admin of this server.', 'is an admin now.'),
  simple('make-member', 'Makes an admin an ordinary member.', 'is no admin any more.'),
  simple(
    'sign-out',
    'Signs all devices of somebody out, and ends their app tokens.',
    'signed out everywhere.',
  ),
  remove,
];
