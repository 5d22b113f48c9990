// Somebody without a browser who writes a lot at once: an account, and entries by POST.
import { v7 as uuidv7 } from 'uuid';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { DeviceId, EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { encodeOutbox } from '../../src/protocol/outbox';
import { createHttp } from '../../src/transport/http';
import { newName, password } from './person';

/** A message as the server stored it. */
export interface Written {
  readonly id: EntryId;
  readonly seq: number;
  /** Unix seconds. */
  readonly ts: number;
  readonly from: UserId;
  readonly text: string;
}

export interface Writer {
  readonly name: string;
  readonly user: UserId;
  /** The room that everybody is in. */
  readonly lobby: RoomId;
  /** One message for each text, in this order. Rejects where one is not stored. */
  write(room: RoomId, texts: readonly string[]): Promise<Written[]>;
}

/** Few enough for 60 kB, at 100 bytes each. */
const postedAtOnce = 400;

export async function newWriter(url: string, name: string = newName('Wen')): Promise<Writer> {
  const http = createHttp({ origin: url, fetch: globalThis.fetch });
  const made = await http.createAccount({ name, password, device: uuidv7() as DeviceId });
  if (made.outcome !== 'ok' || !made.value.lobby) throw new Error(`${name} has no account: ${made.outcome}`);
  const { user, token, lobby } = made.value;

  const post = async (room: RoomId, texts: readonly string[]): Promise<Written[]> => {
    const ids = texts.map(() => uuidv7() as EntryId);
    const entries = texts.map((text, at) =>
      encodeEntry({ id: ids[at]!, kind: entryKind.text, body: text, waitedSec: 0 }),
    );
    const posted = await http.postOutbox(token, encodeOutbox([{ room, entries }]));
    if (posted.outcome !== 'ok') throw new Error(`Nothing was posted: ${posted.outcome}`);
    return posted.value.map((answer, at) => {
      if (answer.outcome === 'refused') throw new Error(answer.reason);
      return { id: ids[at]!, ...answer.receipt, from: user, text: texts[at]! };
    });
  };

  return {
    name,
    user,
    lobby,
    async write(room, texts) {
      const written: Written[] = [];
      for (let at = 0; at < texts.length; at += postedAtOnce)
        written.push(...(await post(room, texts.slice(at, at + postedAtOnce))));
      return written;
    },
  };
}
