// Commands about rooms, invites and the server itself.
import type { AdminRoom } from '../../src/protocol/asks-admin';
import type { InviteRow } from '../../src/protocol/asks-account';
import { adminPage, inviteLimits } from '../../src/protocol/limits';
import { confirm, moment, problem, table, wrongUse, type Command } from './command';

/** As much of an invite's id as people want to see. */
const shortIdChars = 10;

const server: Command = {
  name: 'server',
  takes: '',
  tells: 'Says where the broker is, who may make an account, and the set-up link while there is one.',
  words: [0, 0],
  async run(_given, { door }) {
    const answer = await door.ask<'server'>({ command: 'server' });
    if ('error' in answer) return problem(answer.error);
    const { url, registration, people, rooms, setupLink } = answer.result;
    const lines = [
      `Onebar is at ${url}`,
      `New accounts (REGISTRATION): ${registration}`,
      `People: ${people}, rooms: ${rooms}`,
      ...(setupLink === undefined ? [] : [`The first account, the server's admin: ${setupLink}`]),
    ];
    return { lines, json: answer.result };
  },
};

const rooms: Command = {
  name: 'rooms',
  takes: '',
  tells: 'Lists the rooms: public ones by name, of others only that they are there.',
  words: [0, 0],
  async run(_given, { door }) {
    const found: AdminRoom[] = [];
    for (;;) {
      const after = found.at(-1)?.room;
      const answer = await door.ask<'rooms'>({ command: 'rooms', ...(after !== undefined && { after }) });
      if ('error' in answer) return problem(answer.error);
      found.push(...answer.result);
      if (answer.result.length < adminPage) break;
    }
    const rows = found.map((room) => [
      room.name || '–',
      room.visibility,
      String(room.members),
      String(room.head),
      room.room,
    ]);
    return { lines: table(['NAME', 'KIND', 'MEMBERS', 'ENTRIES', 'ID'], rows), json: found };
  },
};

const invites: Command = {
  name: 'invites',
  takes: '',
  tells: 'Lists the invites by which people may still come.',
  words: [0, 0],
  async run(_given, { door }) {
    const answer = await door.ask<'invites'>({ command: 'invites' });
    if ('error' in answer) return problem(answer.error);
    const rows = answer.result.map((invite) => [
      invite.id.slice(0, shortIdChars),
      invite.room === undefined ? 'the server' : `room ${invite.room}`,
      invite.name,
      `${invite.usesLeft} of ${invite.uses}`,
      moment(invite.expiresSec),
    ]);
    return { lines: table(['ID', 'TO', 'BY', 'USES LEFT', 'EXPIRES'], rows), json: answer.result };
  },
};

const invite: Command = {
  name: 'invite',
  takes: '[--expires 7d] [--uses 1] [--address https://…] [--as <admin>]',
  tells: 'Makes a link by which people may come to this server.',
  more: [
    '--expires takes a number and m, h or d: 30m, 12h, 7d. At most 366d.',
    '--uses says how many people may come by it, at most 1000.',
    '--address is the address under which people know the server, where a proxy stands in front.',
    '--as names the admin who invites; without it, the one who is here for the longest time.',
  ],
  words: [0, 0],
  options: {
    expires: { type: 'string' },
    uses: { type: 'string' },
    address: { type: 'string' },
    as: { type: 'string' },
  },
  async run({ options }, { door }) {
    const expiresInSec = readDuration(text(options['expires']) ?? '7d');
    if (expiresInSec === undefined)
      return wrongUse('--expires must be a number and m, h or d, from 1m to 366d, like 12h.');
    const uses = Number(text(options['uses']) ?? '1');
    if (!Number.isSafeInteger(uses) || uses < 1 || uses > inviteLimits.maxUses)
      return wrongUse(`--uses must be a whole number from 1 to ${inviteLimits.maxUses}.`);
    const address = text(options['address']);
    if (address !== undefined && !/^https?:\/\/\S+$/.test(address))
      return wrongUse('--address must begin with https:// or http://.');
    const as = text(options['as']);
    const answer = await door.ask<'invite'>({
      command: 'invite',
      expiresInSec,
      uses,
      ...(as !== undefined && { as }),
    });
    if ('error' in answer) return problem(answer.error);
    const { link, invite: row } = answer.result;
    const shown =
      address === undefined ? link : `${address.replace(/\/*$/, '/')}${link.slice(link.indexOf('#'))}`;
    return { lines: [shown, describe(row)], json: { ...row, link: shown } };
  },
};

const describe = ({ uses, expiresSec, id }: InviteRow): string =>
  `For ${uses === 1 ? 'one person' : `${uses} people`}, until ${moment(expiresSec)}. Take it back with: revoke ${id.slice(0, shortIdChars)}`;

const revoke: Command = {
  name: 'revoke',
  takes: '<id>',
  tells: 'Takes an invite back: nobody comes in by it any more.',
  more: ['The id, or its beginning, as "invites" shows it.'],
  words: [1, 1],
  async run({ words: [id = ''] }, { door }) {
    const answer = await door.ask<'revoke'>({ command: 'revoke', id });
    if ('error' in answer) return problem(answer.error);
    return { lines: ['The invite was taken back.'], json: answer.result };
  },
};

const deleteRoom: Command = {
  name: 'delete-room',
  takes: '<id or public name> [--as <admin>] [--yes]',
  tells: 'Deletes a room for ever.',
  more: [
    'Everybody in it is told, and cut off; what they have of it stays with them. The lobby and rooms of two people stay.',
    'It asks first; --yes is the answer where nobody sits.',
  ],
  words: [1, 1],
  options: { yes: { type: 'boolean' }, as: { type: 'string' } },
  async run(given, terminal) {
    const [room = ''] = given.words;
    const no = await confirm(given, terminal, `The room "${room}" is deleted for ever, for everybody in it.`);
    if (no) return no;
    const as = text(given.options['as']);
    const request = { command: 'delete-room', room, ...(as !== undefined && { as }) } as const;
    const answer = await terminal.door.ask<'delete-room'>(request);
    if ('error' in answer) return problem(answer.error);
    return { lines: ['The room was deleted.'], json: answer.result };
  },
};

const text = (option: string | boolean | undefined): string | undefined =>
  typeof option === 'string' ? option : undefined;

/** Seconds; `undefined` when it is none, or too short or too long for an invite. */
function readDuration(written: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(written) ?? [];
  const seconds = Number(digits) * ({ m: 60, h: 3600, d: 86_400 }[unit] ?? 0);
  return seconds >= inviteLimits.minSec && seconds <= inviteLimits.maxSec ? seconds : undefined;
}

export const serverCommands: readonly Command[] = [server, rooms, deleteRoom, invites, invite, revoke];
