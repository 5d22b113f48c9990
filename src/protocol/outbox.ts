// The outbox by POST: the same entries with the same ids as by PUBLISH, in one compact request, and the same answers.
// `POST /api/outbox`, `Authorization: Bearer <token>`, MessagePack both ways.
import * as v from 'valibot';
import { roomIdSchema } from './id-schemas';
import type { RoomId } from './ids';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';
import type { Receipt } from './receipt';

export const outboxPath = '/api/outbox';
export const outboxContentType = 'application/x-msgpack';
/** A keepalive fetch carries at most 64 kB; this leaves room for its headers. */
export const maxOutboxBytes = 60 * 1024;

/** Entries of one room, as `encodeEntry` writes them, in the order of writing. */
export interface OutboxPart {
  readonly room: RoomId;
  readonly entries: readonly Uint8Array[];
}

/** What a PUBACK would have said. */
export type OutboxAnswer =
  | { readonly outcome: 'accepted'; readonly receipt: Receipt }
  | { readonly outcome: 'refused'; readonly reasonCode: number; readonly reason: string };

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const requestSchema = v.looseTuple([
  v.literal(wireVersion),
  v.pipe(v.array(v.looseTuple([roomIdSchema, v.array(v.instance(Uint8Array))])), v.maxLength(1000)),
  v.optional(v.pipe(v.string(), v.maxLength(100))),
]);
const answerSchema = v.union([
  v.pipe(
    v.looseTuple([uint, uint]),
    v.transform(([seq, ts]): OutboxAnswer => ({ outcome: 'accepted', receipt: { seq, ts } })),
  ),
  v.pipe(
    v.looseTuple([uint, v.pipe(v.string(), v.maxLength(1000))]),
    v.transform(([reasonCode, reason]): OutboxAnswer => ({ outcome: 'refused', reasonCode, reason })),
  ),
]);
const responseSchema = v.looseTuple([v.literal(wireVersion), v.array(answerSchema)]);

/**
 * `[1, [[room, [entry, …]], …]]`, and behind it the epoch of the store that this device knows. On another one nothing may be
 * stored by this path: the device may have to bring back older words first, which it learns when it connects.
 */
export const encodeOutbox = (parts: readonly OutboxPart[], epoch?: string): Uint8Array =>
  encodePayload([
    wireVersion,
    parts.map(({ room, entries }) => [room, entries]),
    ...(epoch === undefined ? [] : [epoch]),
  ]);

export function decodeOutbox(
  bytes: Uint8Array,
): { parts: OutboxPart[]; epoch: string | undefined } | undefined {
  const tuple = decodePayload(requestSchema, bytes, maxOutboxBytes);
  if (!tuple) return undefined;
  const [, parts, epoch] = tuple;
  return { parts: parts.map(([room, entries]) => ({ room, entries })), epoch };
}

/** `[1, [[seq, ts] or [reason code, reason], …]]`, one answer for each entry, in the order of the request. */
export const encodeOutboxAnswers = (answers: readonly OutboxAnswer[]): Uint8Array =>
  encodePayload([
    wireVersion,
    answers.map((answer) =>
      answer.outcome === 'accepted'
        ? [answer.receipt.seq, answer.receipt.ts]
        : [answer.reasonCode, answer.reason],
    ),
  ]);

export const decodeOutboxAnswers = (bytes: Uint8Array): OutboxAnswer[] | undefined =>
  decodePayload(responseSchema, bytes, 1024 * 1024)?.[1];
