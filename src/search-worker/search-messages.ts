// What a page and its search worker say to each other.
import type { Change } from '../db/changes';
import type { Person, Stretch, Wanted } from '../protocol/ask';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Needle } from '../protocol/search-words';

/** What somebody looks for: words, operators among them, and what was chosen beside them. */
export interface Asked {
  readonly text: string;
  readonly room: RoomId | undefined;
  readonly from: UserId | undefined;
  /** `2026-11-29`, a day of this device, included; empty: since ever. */
  readonly since: string;
  /** The same, up to when. */
  readonly until: string;
}

/** A message in which all of it was found. */
export interface Hit {
  readonly room: RoomId;
  /** `undefined`: it is in the outbox. */
  readonly seq: number | undefined;
  readonly id: EntryId | undefined;
  /** `undefined`: this person. */
  readonly author: string | undefined;
  /** Unix ms: the broker's for what is stored, this device's for what waits. */
  readonly atMs: number;
  /** Of a long message the part around the words. */
  readonly text: string;
  /** `waits`: not stored yet. `lost`: the server was set back and lost it. */
  readonly state: 'stored' | 'waits' | 'lost';
}

export interface Found {
  /** The newest first. */
  readonly hits: readonly Hit[];
  /** With those that are not among the hits. */
  readonly total: number;
  /** Nothing was asked for. */
  readonly isEmpty: boolean;
  /** Entries that were looked through, of those on this device. */
  readonly read: number;
  readonly of: number;
  /** What to mark in the hits. */
  readonly needles: readonly Needle[];
  /** What is at the broker and not here, and how to ask for it. `undefined`: nothing is, or nobody is meant. */
  readonly elsewhere: (Wanted & { readonly stretches: readonly Stretch[] }) | undefined;
}

export type ToWorker =
  | { readonly type: 'open'; readonly user: UserId }
  | { readonly type: 'ask'; readonly n: number; readonly asked: Asked; readonly limit: number }
  | { readonly type: 'changed'; readonly change: Change };

export type FromWorker =
  /** May come again, as more is read or changes. */
  | { readonly type: 'found'; readonly n: number; readonly found: Found }
  /** Everybody this device knows, by name. */
  | { readonly type: 'people'; readonly people: readonly Person[] }
  /** The storage was closed: this worker answers nothing any more. */
  | { readonly type: 'ended' };
