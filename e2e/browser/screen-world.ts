// The people and rooms that the screens are looked at with: somebody online who has everything, somebody in a tunnel with messages in every
// state there is, and visitors in front of the door.
import {
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright/test';
import type { Message } from '../../src/db/schema';
import { entryKind } from '../../src/protocol/entry-kind';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import type { RoomId, UserId } from '../../src/protocol/ids';
import type { WeakNetwork } from '../weak-network';
import { enter, newName, personAt, type Person } from './person';
import {
  entryOf,
  seedDevice,
  seededId,
  seedMessage,
  seedRow,
  whoIsHere,
  withoutApp,
  type SeedRoom,
} from './seed-device';
import { newWriter, type Writer } from './writer';

export interface ScreenWorld {
  readonly url: string;
  /** Nobody is signed in. */
  readonly visitor: Page;
  /** Writes in Lobby, where Ann and the one in the tunnel are as well. */
  readonly wen: Writer;
  /** The server's admin, online, who owns `cave`. */
  readonly ann: Person;
  readonly cave: RoomId;
  /** The address of an invite into the cave. */
  readonly invite: string;
  /** In a tunnel: Lobby has messages in all states, and most of the outbox failed. */
  readonly tunnel: Person;
  readonly tunnelUrl: string;
  readonly lobby: RoomId;
  newPage(): Promise<Page>;
  /** Somebody else, online. */
  newPerson(): Promise<Person>;
  /** To be done when nobody looks any more. */
  atEnd(work: () => void): void;
  end(): Promise<void>;
}

interface Servers {
  readonly url: string;
  /** Refuses the link from now on, when the world is made. */
  readonly weak: WeakNetwork;
}

export const longWord = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung'.repeat(2);

export async function makeScreenWorld(
  browser: Browser,
  { url, weak }: Servers,
  options: BrowserContextOptions,
): Promise<ScreenWorld> {
  const contexts: BrowserContext[] = [];
  const works: (() => void)[] = [];
  const newPage = async () => {
    const context = await browser.newContext(options);
    // What does not come is named, and the screens after it are still looked at.
    context.setDefaultTimeout(20_000);
    contexts.push(context);
    return await context.newPage();
  };
  const newPerson = async (at: string, stem: string) => {
    const page = await newPage();
    const name = newName(stem);
    await page.goto(at);
    await enter(page, name, 'Create account');
    return personAt(name, page);
  };
  const tunnelUrl = `${weak.url}/`;
  // The first account is the admin's.
  const ann = await newPerson(url, 'Ann');
  const [tunnel, visitor, wen] = await Promise.all([newPerson(tunnelUrl, 'Tula'), newPage(), newWriter(url)]);
  await ann.isOnline();
  const { page } = ann;
  const { lobby } = await whoIsHere(page);
  await wen.write(lobby, ['Road is open until the bridge.', 'https://example.org/a/long/way', longWord]);
  await ann.write('Understood. Nobody crosses after three.');
  await ann.hasStates('stored', 1);

  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Room name' }).fill(newName('Cave of ropes'));
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/#\/room\//);
  await page.getByRole('link', { name: 'Members' }).click();
  const cave = /room\/([\w-]+)/.exec(page.url())?.[1] as RoomId;
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy link' }).click();
  const invite = new URL(await page.evaluate(() => navigator.clipboard.readText())).hash;
  await page.keyboard.press('Escape');

  await tunnel.isOnline();
  weak.refuse();
  await withoutApp(tunnel.page, tunnelUrl);
  const { user: me } = await whoIsHere(tunnel.page);
  await seedDevice(
    tunnel.page,
    rowsOfAllStates({ room: lobby, me, fromSec: Math.floor(Date.now() / 1000) - 90_000 }),
  );
  await tunnel.page.goto(`${tunnelUrl}#/room/${lobby}`);
  await tunnel.isNotOnline();
  return {
    url,
    visitor,
    wen,
    ann,
    cave,
    invite,
    tunnel,
    tunnelUrl,
    lobby,
    newPage,
    newPerson: () => newPerson(url, 'Rue'),
    atEnd: (work) => works.push(work),
    async end() {
      for (const work of works) work();
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

/** Rooms, and in one of them everything that a message, a change or a hole can be. */
export function rowsOfAllStates(seed: SeedRoom) {
  const { room, me } = seed;
  const [asha, bo] = ['seeded-asha', 'seeded-bo'] as [UserId, UserId];
  const message = (
    seq: number,
    from: UserId,
    text: string | null | undefined,
    facts: Partial<Message> = {},
  ): Message => seedMessage(seed, seq, from, text, facts);
  const aimed = (seq: number, from: UserId, text: string | undefined) => ({
    seq,
    from,
    ts: seed.fromSec,
    text,
  });
  const messages = [
    message(1, asha, undefined, { change: { what: 'made', name: 'Lobby' } }),
    message(2, bo, undefined, { change: { what: 'join', user: bo } }),
    message(3, asha, 'Road is open until the bridge. After that only on foot.'),
    message(4, asha, 'See https://example.org/map and mailto:asha@example.org'),
    message(5, bo, 'الماء عند المخاضة يصل إلى الركبة ويرتفع'),
    message(6, me, 'Understood. Nobody crosses after three.'),
    message(7, bo, longWord),
    message(8, asha, null, { amendments: [aimed(9, asha, undefined)] }),
    message(10, me, 'first words', { amendments: [aimed(11, me, 'What it says after an edit.')] }),
    message(12, bo, 'From far away', { waitedSec: 10_800, replyTo: seededId(20) }),
    message(13, bo, undefined),
    // A hole up to 29.
    message(30, asha, 'Water is rising 🌧️'),
    message(31, me, 'Delivered, and not read yet.', { replyTo: seededId(30) }),
    message(32, bo, undefined, { change: { what: 'topic', topicLine: 'Ropes and ladders' } }),
    message(33, me, 'Stored only.'),
    message(34, me, 'This one gets another text, once there is a link.'),
  ];
  const held = [
    [1, 13],
    [30, 34],
  ];
  const refused = 'You may not do that in this room.';
  return {
    people: [
      { user: asha, name: 'Asha' },
      { user: bo, name: 'Bo with a name that goes on and on for ever' },
    ],
    rooms: [
      { room, name: 'Lobby', visibility: 'public', head: 40, read: 31 },
      {
        room: 'seeded-team',
        name: 'North slope team',
        visibility: 'private',
        head: 2,
        read: 2,
        role: 'owner',
      },
      { room: 'seeded-two', name: 'Asha', visibility: 'direct', partner: asha, head: 1, read: 0 },
      {
        room: 'seeded-left',
        name: 'A room that somebody was put out of',
        visibility: 'public',
        head: 1,
        read: 1,
        left: { why: 'removed', by: asha },
      },
    ],
    held: [
      { room, ranges: held },
      { room: 'seeded-team', ranges: [[1, 2]] },
      { room: 'seeded-two', ranges: [[1, 1]] },
      { room: 'seeded-left', ranges: [[1, 1]] },
    ],
    messages: [
      ...messages,
      { ...message(1, asha, 'Who brings the rope?'), id: seededId(201), room: 'seeded-team' },
      { ...message(2, me, 'I do.'), id: seededId(202), room: 'seeded-team' },
      { ...message(1, asha, 'Can you bring the second battery?'), id: seededId(203), room: 'seeded-two' },
      { ...message(1, asha, 'Goodbye.'), id: seededId(204), room: 'seeded-left' },
    ],
    entries: messages.map(entryOf),
    orphans: [
      message(20, bo, 'Nobody has this any more.', { id: seededId(220), ts: seed.fromSec + 60 * 31 }),
    ],
    marks: [{ room, user: asha, read: 10, delivered: 31, learned: [] }],
    reactions: [
      { room, target: seededId(3), from: me, emoji: '👍', seq: 14 },
      { room, target: seededId(3), from: bo, emoji: '👍', seq: 15 },
      { room, target: seededId(6), from: asha, emoji: '🙏', seq: 16 },
    ],
    outbox: [
      seedRow(seed, 1, { text: 'The culvert at km 41 is gone, we walk back to the lower camp.' }),
      seedRow(seed, 2, { text: 'This one failed.' }, { tried: true, problem: refused }),
      seedRow(seed, 3, { kind: entryKind.edit, body: editBodyOf(seededId(34), 'Another text.') }),
      seedRow(
        seed,
        4,
        { kind: entryKind.retract, body: retractBodyOf(seededId(33)) },
        { tried: true, problem: refused },
      ),
      seedRow(seed, 5, { change: { what: 'topic', topicLine: 'What we need' } }),
      seedRow(seed, 6, { change: { what: 'name', name: 'South slope' } }, { tried: true, problem: refused }),
      seedRow(seed, 7, { text: 'Please tell Joel.' }),
    ],
    drafts: [{ room: 'seeded-team', text: 'half a thought' }],
  };
}
