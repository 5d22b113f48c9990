// Questions of a device and the broker's answers: `[1, n, method, params]` → `[1, n, error, result]`.
// Every method is idempotent: a device asks again after a reconnect. Each area has its own table.
import * as v from 'valibot';
import { shortText, uint } from './ask-parts';
import { accountAsks } from './asks-account';
import { adminAsks } from './asks-admin';
import { logAsks } from './asks-log';
import { presenceAsks } from './asks-presence';
import { roomAsks } from './asks-rooms';
import { searchAsks } from './asks-search';
import { pageBytes, wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

export type { Person, Retention, RetentionRule, Role, RoomRow, Visibility } from './ask-parts';
export type { MarksResult, Page, RoomLine, RoseSince, SyncResult, SyncRow, SyncState } from './asks-log';
export { syncRowBytes } from './asks-log';
export type { PresenceResult } from './asks-presence';
export type { PublicRoom } from './asks-rooms';
export type { SearchHit, SearchParams, SearchResult, Stretch, Wanted } from './asks-search';

export const asks = { ...logAsks, ...roomAsks, ...presenceAsks, ...accountAsks, ...adminAsks, ...searchAsks };

export type AskMethod = keyof typeof asks;
export type AskParams<M extends AskMethod> = (typeof asks)[M] extends {
  params: v.GenericSchema<unknown, infer P>;
}
  ? P
  : never;
export type AskResult<M extends AskMethod> = (typeof asks)[M] extends {
  result: v.GenericSchema<unknown, infer R>;
}
  ? R
  : never;

/** A refusal in words. `code` is for programs, `text` for people. */
export interface AskError {
  readonly code: string;
  readonly text: string;
}

/** Room for a page, the people in it and what stands around it. */
export const maxAnswerBytes = 4 * pageBytes + 64 * 1024;
/** 10,000 rooms and their cursors do not fit in a payload of the default size; some hundreds do. */
export const maxAskBytes = 16 * 1024;

const envelope = v.looseTuple([v.literal(wireVersion), uint, v.unknown(), v.unknown()]);
const askErrorSchema = v.looseTuple([shortText, v.pipe(v.string(), v.maxLength(1000))]);

/**
 * `firstRows`: the answer may come in two parts, the first with at most so many rows. `readsSince`: the `upTo` of the read marks that
 * came last. `spares`: the device spares bytes. An older broker does not look there.
 */
export function encodeAsk<M extends AskMethod>(
  n: number,
  name: M,
  params: AskParams<M>,
  firstRows?: number,
  readsSince?: number,
  spares?: true,
): Uint8Array {
  const { toWire } = asks[name] as { toWire: { params: (p: AskParams<M>) => unknown } };
  const more: unknown[] = [firstRows, readsSince, spares];
  while (more.length > 0 && more.at(-1) === undefined) more.pop();
  return encodePayload([wireVersion, n, name, toWire.params(params), ...more]);
}

export type DecodedAsk = {
  [M in AskMethod]: {
    readonly n: number;
    readonly method: M;
    readonly params: AskParams<M>;
    readonly firstRows?: number;
    readonly readsSince?: number;
    readonly spares?: true;
  };
}[AskMethod];

/** `undefined` for noise; `{ n }` alone for a question whose number can be read, but not what it asks. */
export function decodeAsk(payload: Uint8Array): DecodedAsk | { readonly n: number } | undefined {
  const tuple = decodePayload(envelope, payload, maxAskBytes);
  if (!tuple) return undefined;
  const [, n, name, wireParams, firstRows, readsSince, spares] = tuple;
  if (typeof name !== 'string' || !Object.hasOwn(asks, name)) return { n };
  const parsed = v.safeParse(asks[name as AskMethod].params, wireParams);
  if (!parsed.success) return { n };
  const ask = { n, method: name, params: parsed.output } as DecodedAsk;
  return {
    ...ask,
    ...(v.is(uint, firstRows) && { firstRows }),
    ...(v.is(uint, readsSince) && { readsSince }),
    ...(spares === true && { spares }),
  };
}

/** `more`: it is the first part, another one follows. */
export function encodeAnswer<M extends AskMethod>(
  n: number,
  name: M,
  result: AskResult<M>,
  more?: 'more',
): Uint8Array {
  const { toWire } = asks[name] as { toWire: { result: (r: AskResult<M>) => unknown } };
  const answer = [wireVersion, n, null, toWire.result(result)];
  return encodePayload(more ? [...answer, true] : answer);
}

export function encodeAskError(n: number, error: AskError): Uint8Array {
  return encodePayload([wireVersion, n, [error.code, error.text], null]);
}

/** An answer whose result is still to be read by the one who knows what was asked. */
export interface RawAnswer {
  readonly n: number;
  readonly error: AskError | undefined;
  readonly result: unknown;
  /** Another part follows. */
  readonly more?: true;
}

export function decodeAnswer(payload: Uint8Array): RawAnswer | undefined {
  const tuple = decodePayload(envelope, payload, maxAnswerBytes);
  if (!tuple) return undefined;
  const [, n, error, result, more] = tuple;
  if (error === null) return { n, error: undefined, result, ...(more === true && { more }) };
  const parsed = v.safeParse(askErrorSchema, error);
  if (!parsed.success) return undefined;
  return { n, error: { code: parsed.output[0], text: parsed.output[1] }, result: undefined };
}

/** `undefined` when the result is not what the method promises. */
export function readResult<M extends AskMethod>(
  name: M,
  result: unknown,
): { readonly value: AskResult<M> } | undefined {
  const parsed = v.safeParse(asks[name].result, result);
  return parsed.success ? { value: parsed.output as AskResult<M> } : undefined;
}
