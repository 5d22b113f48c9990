// What a person does at a tab without a browser: writes, edits, takes back, looks at another room.
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
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

/** `own` is what was written before, and grows. Never rejects. */
export type ActOn = (tab: Tab, random: Random, own: Written[]) => Promise<void>;

export function createActOn(ledger: Ledger, abilities: () => Abilities): ActOn {
  async function write(
    tab: Tab,
    message: { room: RoomId; kind: number; text?: string; target?: EntryId; body: unknown },
  ): Promise<Written> {
    const { room, kind, text, target, body } = message;
    const written = ledger.begin({ room, writer: tab.name, text, ...(target && { target }) });
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

  return async (tab, random, own) => {
    let rooms: RoomId[];
    try {
      rooms = (await tab.device.db.rooms.list()).map((room) => room.room);
    } catch {
      // Its disk is closed at this moment.
      return;
    }
    const room = random.pick(rooms);
    if (room === undefined) return;
    const what = random.next();
    if (what < 0.05) return tab.device.engine.openRoom(room);
    if (abilities().aims && what < 0.15 && own.length > 0)
      return await change(tab, random, own, what >= 0.12);
    // Some write two or three lines in one breath.
    const messages = await Promise.all(
      Array.from({ length: what > 0.9 ? 3 : 1 }, () => {
        const text = wordsOf(random);
        return write(tab, { room, kind: entryKind.text, text, body: text });
      }),
    );
    own.push(...messages.filter((message) => message.state === 'saved'));
    if (own.length > keptOwn) own.splice(0, own.length - keptOwn);
  };
}
