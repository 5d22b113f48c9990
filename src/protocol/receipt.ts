// What a PUBACK says of a stored entry, as a user property: where it stands in the log, and since when.

/** Name of the user property. */
export const receiptProperty = 'seq';

export interface Receipt {
  readonly seq: number;
  /** Unix time in seconds, by the broker's clock. */
  readonly ts: number;
}

export const formatReceipt = (receipt: Receipt): string => `${receipt.seq} ${receipt.ts}`;

/** The same in fewer characters, the time to the base of 36: for kinds of entry that only devices write that can read it. */
export const formatShortReceipt = (receipt: Receipt): string => `${receipt.seq}.${receipt.ts.toString(36)}`;

/** Reads `"<seq> <ts>"` or `"<seq>.<ts to the base of 36>"`; `undefined` when it is anything else. */
export function parseReceipt(text: unknown): Receipt | undefined {
  const match =
    typeof text === 'string' ? /^([1-9]\d{0,15})(?: (\d{1,15})|\.([\da-z]{1,10}))$/.exec(text) : null;
  if (!match) return undefined;
  const [, seq, ts, ts36 = ''] = match;
  const receipt = { seq: Number(seq), ts: ts === undefined ? Number.parseInt(ts36, 36) : Number(ts) };
  return Number.isSafeInteger(receipt.seq) ? receipt : undefined;
}

/** Name of CONNACK's user property that carries the store's epoch. */
export const epochProperty = 'epoch';
/** Name of CONNACK's user property that carries the largest payload the broker takes, when it is not the default. */
export const maxPayloadProperty = 'payload';
/** Name of CONNACK's user property that stands there, whatever its value, when the person is an admin of the server. */
export const adminProperty = 'admin';
