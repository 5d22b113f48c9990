// What several questions and answers are made of.
import * as v from 'valibot';
import { roomIdSchema, userIdSchema } from './id-schemas';
import type { RoomId, UserId } from './ids';

export const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const shortText = v.pipe(v.string(), v.maxLength(200));

/** Declares one method: how params and result are checked when they arrive and how they are written. */
export function method<P, R>(
  params: v.GenericSchema<unknown, P>,
  result: v.GenericSchema<unknown, R>,
  toWire: { params: (params: P) => unknown; result: (result: R) => unknown },
) {
  return { params, result, toWire };
}

export const noParams = v.pipe(
  v.null(),
  v.transform(() => undefined),
);
export const nothing = () => null;

export type Visibility = 'public' | 'private' | 'direct';
const visibilities: readonly Visibility[] = ['public', 'private', 'direct'];
export const visibilitySchema = v.pipe(
  v.picklist([0, 1, 2]),
  v.transform((index) => visibilities[index] as Visibility),
);
export const visibilityToWire = (visibility: Visibility): number => visibilities.indexOf(visibility);

/** What a member may do in a room; in a direct one both are members. */
export type Role = 'member' | 'admin' | 'owner';
const roles: readonly Role[] = ['member', 'admin', 'owner'];
export const roleSchema = v.pipe(
  v.picklist([0, 1, 2]),
  v.transform((index) => roles[index] as Role),
);
export const roleToWire = (role: Role): number => roles.indexOf(role);

/** Entries that are older, or more than so many, are removed; `undefined`: none is for that reason. */
export interface RetentionRule {
  readonly days: number | undefined;
  readonly count: number | undefined;
}

/** What is kept in a room: by its own rule, and by the server's, which holds for all rooms. */
export interface Retention {
  readonly own: RetentionRule;
  readonly server: RetentionRule;
}

/** A room as its member sees it. */
export interface RoomRow {
  readonly room: RoomId;
  /** Of a direct room the other one's. */
  readonly name: string;
  readonly visibility: Visibility;
  /** The seq of the newest entry, 0 while there is none. */
  readonly head: number;
  /** The member's own read mark. */
  readonly read: number;
  /** Left out: an ordinary member. */
  readonly role?: 'admin' | 'owner' | undefined;
  readonly topicLine?: string | undefined;
  /** The other one in a direct room. */
  readonly partner?: UserId | undefined;
  /** The oldest entry that the broker still keeps; left out: all. */
  readonly floor?: number | undefined;
  /** Left out: nothing is removed for its age or number. */
  readonly retention?: Retention | undefined;
}
const limit = v.nullish(v.pipe(uint, v.minValue(1)));
const retention = v.pipe(
  v.looseTuple([limit, limit, v.optional(limit), v.optional(limit)]),
  v.transform(([days, count, serverDays, serverCount]): Retention => ({
    own: { days: days ?? undefined, count: count ?? undefined },
    server: { days: serverDays ?? undefined, count: serverCount ?? undefined },
  })),
);
const retentionToWire = ({ own, server }: Retention): unknown[] => {
  const numbers = [own.days, own.count, server.days, server.count].map((number) => number ?? null);
  return numbers.slice(2).some((number) => number !== null) ? numbers : numbers.slice(0, 2);
};
export const roomRow = v.pipe(
  v.looseTuple([
    roomIdSchema,
    shortText,
    visibilitySchema,
    uint,
    uint,
    v.optional(roleSchema),
    v.nullish(v.pipe(v.string(), v.maxLength(2000))),
    v.nullish(userIdSchema),
    v.nullish(uint),
    v.nullish(retention),
  ]),
  v.transform(([room, name, kind, head, read, role, topicLine, partner, floor, kept]): RoomRow => ({
    room,
    name,
    visibility: kind,
    head,
    read,
    ...(role !== undefined && role !== 'member' && { role }),
    ...(topicLine != null && { topicLine }),
    ...(partner != null && { partner }),
    ...(floor != null && { floor }),
    ...(kept != null && { retention: kept }),
  })),
);
/** What says nothing at its end is left out: most rooms need no more than five elements. */
export function roomRowToWire(row: RoomRow): unknown[] {
  const { room, name, head, read, role, topicLine, partner, floor } = row;
  const kept = row.retention && retentionToWire(row.retention);
  const loose = [role && roleToWire(role), topicLine, partner, floor, kept];
  const last = loose.findLastIndex((element) => element !== undefined);
  const told = loose.slice(0, last + 1).map((element, index) => element ?? (index === 0 ? 0 : null));
  return [room, name, visibilityToWire(row.visibility), head, read, ...told];
}

/** A person's id and the name to show. */
export interface Person {
  readonly user: UserId;
  readonly name: string;
}
export const person = v.pipe(
  v.looseTuple([userIdSchema, shortText]),
  v.transform(([user, name]): Person => ({ user, name })),
);
export const personToWire = (p: Person) => [p.user, p.name];
