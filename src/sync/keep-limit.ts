// Remembers what the broker takes, so that a text that is too long is told while it is written, also without a link.
import type { Db } from '../db/db';
import { defaultMaxPayloadBytes } from '../protocol/limits';
import type { Connection } from '../transport/link';

export async function keepLimit(db: Db, { maxPayloadBytes }: Connection): Promise<void> {
  const known = (await db.setting('maxPayloadBytes')) ?? defaultMaxPayloadBytes;
  if (known !== maxPayloadBytes) await db.putSetting('maxPayloadBytes', maxPayloadBytes);
}
