// What a person does at a tab without a browser: writes, answers, reacts, edits, takes back, reads, looks at another room.
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { textBodyOf } from '../../src/protocol/text-body';
import type { Device } from '../headless/device';
import type { Random } from './chance';
import type { Ledger, Written } from './ledger';
import type { Abilities } from './place';
import { wordsOf } from './words';

export interface Tab {
  readonly name: string;
  readonly device: Device;
}

/** Messages of one's own that may still be changed: the newest ones. */
const keptOwn = 50;

/** The newest ones of a room, to which somebody may react or answer. */
const seenMessages = 30;
const emojis = ['👍', '❤️', '🎉', ''];

/** `own` is what was written before, and grows. Never rejects. */
export type ActOn = (tab: Tab, random: Random, own: Written[]) => Promise<void>;

export function createActOn(ledger: Ledger, abilities: () => Abilities): ActOn {
  async function write(
    tab: Tab,
    message: {
      room: RoomId;
      kind: number;
      text?: string;
      target?: EntryId;
      emoji?: string;
      body: unknown;
    },
  ): Promise<Written> {
    const { room, kind, text, target, emoji, body } = message;
    const about = { ...(target && { target }), ...(emoji !== undefined && { emoji }) };
    const written = ledger.begin({ room, writer: tab.name, text, ...about });
    try {
      ledger.saved(written, await tab.device.engine.write(room, kind, body));
    } catch (error) {
      ledger.notSaved(written, error);
    }
    return written;
  }

  async function change(tab: Tab, random: Random, own: Written[], takeBack: boolean): Promise<void> {
    const message = random.pick(own);
    if (message?.id === undefined) return;
    const room = message.room as RoomId;
    const target = message.id as EntryId;
    if (takeBack) {
      own.splice(own.indexOf(message), 1);
      await write(tab, { room, kind: entryKind.retract, target, body: retractBodyOf(target) });
    } else {
      const text = wordsOf(random);
      await write(tab, { room, kind: entryKind.edit, text, target, body: editBodyOf(target, text) });
    }
  }

  async function react(tab: Tab, random: Random, room: RoomId, target: EntryId): Promise<void> {
    const emoji = random.pick(emojis) ?? '';
    await write(tab, { room, kind: entryKind.reaction, target, emoji, body: reactionBodyOf(target, emoji) });
  }

  /** One that is to be seen there, also if it is still unsent. */
  async function messageIn(
    tab: Tab,
    random: Random,
    room: RoomId,
    own: readonly Written[],
  ): Promise<EntryId | undefined> {
    const stored = await tab.device.db.log.messages(room, { limit: seenMessages });
    const ids = own.filter((message) => message.room === room).map((message) => message.id as EntryId);
    return random.pick([...ids, ...stored.map(({ id }) => id)]);
  }

  return async (tab, random, own) => {
    let room: RoomId | undefined;
    let head = 0;
    let target: EntryId | undefined;
    const what = random.next();
    try {
      const record = random.pick(await tab.device.db.rooms.list());
      if (!record) return;
      ({ room, head } = record);
      if (abilities().aims) target = await messageIn(tab, random, room, own);
    } catch {
      // Its disk is closed at this moment.
      return;
    }
    if (what < 0.05) return tab.device.engine.openRoom(room);
    if (what < 0.1) {
      // The tab may be gone before it is answered.
      tab.device.engine.calls.markRead(room, head).catch(() => undefined);
      return;
    }
    if (abilities().aims && what < 0.2 && own.length > 0) return await change(tab, random, own, what >= 0.17);
    if (target && what < 0.4) return await react(tab, random, room, target);
    const replyTo = what < 0.55 ? target : undefined;
    // Some write two or three lines in one breath.
    const messages = await Promise.all(
      Array.from({ length: what > 0.9 ? 3 : 1 }, () => {
        const text = wordsOf(random);
        return write(tab, { room, kind: entryKind.text, text, body: textBodyOf(text, replyTo) });
      }),
    );
    own.push(...messages.filter((message) => message.state === 'saved'));
    if (own.length > keptOwn) own.splice(0, own.length - keptOwn);
  };
}
