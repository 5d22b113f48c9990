// What can be asked at the admin's door, one line of JSON each way: shared by the broker that answers and the command that asks.
import * as v from 'valibot';
import type { AskError } from '../../src/protocol/ask';
import type { AdminRoom, AdminServer, AdminUser } from '../../src/protocol/asks-admin';
import type { InviteRow } from '../../src/protocol/asks-account';
import { roomIdSchema, userIdSchema } from '../../src/protocol/id-schemas';
import { inviteLimits, maxPasswordChars } from '../../src/protocol/limits';

const name = v.pipe(v.string(), v.maxLength(200));
const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

const changeSchema = v.variant('what', [
  v.object({ what: v.picklist(['suspend', 'unsuspend', 'make-admin', 'make-member', 'sign-out']) }),
  v.object({ what: v.literal('password'), password: v.pipe(v.string(), v.maxLength(maxPasswordChars)) }),
  v.object({ what: v.literal('delete'), messages: v.picklist(['keep', 'empty']) }),
]);

/** `name`: of a person, as they sign in or are shown, or their id. `as`: the admin in whose name it is done. */
const requestSchema = v.variant('command', [
  v.object({ command: v.literal('server') }),
  v.object({ command: v.literal('users'), text: name, after: v.optional(userIdSchema) }),
  v.object({ command: v.literal('rooms'), after: v.optional(roomIdSchema) }),
  v.object({ command: v.literal('invites') }),
  v.object({
    command: v.literal('invite'),
    as: v.optional(name),
    expiresInSec: whole(inviteLimits.minSec, inviteLimits.maxSec),
    uses: whole(1, inviteLimits.maxUses),
  }),
  /** `id`: as much of it as there is no other invite for. */
  v.object({ command: v.literal('revoke'), id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) }),
  v.object({ command: v.literal('set'), name, change: changeSchema }),
  /** `room`: its id, or the name of a public one. */
  v.object({ command: v.literal('delete-room'), as: v.optional(name), room: name }),
  v.object({ command: v.literal('backup') }),
]);

export type DoorRequest = v.InferOutput<typeof requestSchema>;
export type DoorRequestOf<C extends DoorRequest['command']> = Extract<DoorRequest, { command: C }>;

/** What answers each of them. */
export interface DoorResults {
  readonly server: AdminServer & { readonly url: string; readonly setupLink: string | undefined };
  readonly users: readonly AdminUser[];
  readonly rooms: readonly AdminRoom[];
  readonly invites: readonly InviteRow[];
  readonly invite: { readonly link: string; readonly invite: InviteRow };
  readonly revoke: { readonly id: string };
  /** How the person signs in, and how many app tokens ended, if any did. */
  readonly set: { readonly user: string; readonly name: string; readonly apps?: number };
  readonly 'delete-room': { readonly room: string };
  /** After this line come the bytes of the backup, and the end of the connection. */
  readonly backup: { readonly epoch: string };
}

export type DoorAnswer<C extends DoorRequest['command'] = DoorRequest['command']> =
  | { readonly result: DoorResults[C] }
  | { readonly error: AskError };

const lineSchema = v.object({ token: v.string(), request: v.unknown() });

export interface DoorLine {
  readonly token: string;
  readonly request: unknown;
}

/** `undefined` when it is no line of this kind. */
export const readLine = (line: string): DoorLine | undefined => read(lineSchema, parse(line));

export const readRequest = (value: unknown): DoorRequest | undefined => read(requestSchema, value);

/** Only the frame of it is looked at: both ends are of one version. */
export const readAnswer = (line: string): DoorAnswer | undefined =>
  read(
    v.union([
      v.object({
        result: v.custom<DoorResults[DoorRequest['command']]>((value) => typeof value === 'object'),
      }),
      v.object({ error: v.object({ code: v.string(), text: v.string() }) }),
    ]),
    parse(line),
  );

function read<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
