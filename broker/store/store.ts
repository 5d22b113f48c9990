// The port `Store`: everything the broker keeps. Shaped for one embedded LevelDB today and for Redis (streams for logs) later,
// so the step new-or-known → seq is the store's own, atomic, and nobody else caches heads or the id index.
import type { Refusal } from '../application';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import type { ChangeTable, RowName, Tables } from './tables';

/** One entry to be put into a room's log. */
export interface AppendRequest {
  readonly room: RoomId;
  readonly author: UserId;
  /** MQTT client id (= device id) that published it. */
  readonly client: string;
  /** Unique per room and author, for ever. */
  readonly id: EntryId;
  /** Hash of kind and body: the same id with another hash is a conflict. At most 32 bytes. */
  readonly contentHash: Uint8Array;
  /** As the device sent it, `[1, id, kind, body, waited]`. */
  readonly payload: Uint8Array;
  /** What the caller would refuse it for, if it is new. A known id gets the answer of its first time all the same. */
  readonly refusal: Refusal | undefined;
  /** For an entry that changes another one, an edit or a retract. */
  readonly aim?: { readonly target: EntryId; readonly retracts: boolean } | undefined;
  /** For a reaction: the message that it is for. It need not be there, now or ever. */
  readonly reactsTo?: EntryId | undefined;
  /** What else it changes: written with it if it is stored as new, and not otherwise. */
  readonly changes?: readonly ChangeTable[] | undefined;
  /** It is stored only if none of these rows exists: `taken`. */
  readonly absent?: readonly RowName[] | undefined;
}

/**
 * Why nothing can be aimed at it: it is not in this room, it is somebody else's, it lies below the floor, it is no text, or, for
 * an edit, it was taken back or has `maxAims` edits already.
 */
export type BadTarget = 'not-here' | 'not-yours' | 'removed' | 'not-text' | 'taken-back' | 'too-often';

/** Edits of one message. A retract is taken beyond that. */
export const maxAims = 1000;

export type AppendResult =
  | {
      /** `stored`: it is on disk now. `known`: it was already; seq and ts are those of the first time. */
      readonly outcome: 'stored' | 'known';
      readonly seq: number;
      /** Unix time in seconds. */
      readonly ts: number;
    }
  /** The same id was stored with other content. */
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** A row of `absent` is there: neither entry nor changes were written. */
  | { readonly outcome: 'taken' }
  /** What a new entry aims at must be a text by the same author in the same room. */
  | { readonly outcome: 'bad-target'; readonly why: BadTarget }
  /** The batch could not be written (disk full, …). Whether it is stored is known when the id comes again. */
  | { readonly outcome: 'failed'; readonly message: string };

export interface StoredEntry {
  readonly seq: number;
  readonly ts: number;
  readonly author: UserId;
  readonly client: string;
  readonly payload: Uint8Array;
}

/** An entry that was aimed at, by its seq, and the last one aimed at it. */
export interface Aimed {
  readonly target: number;
  readonly by: StoredEntry;
}

/** Somebody's last reaction to the messages with this id. */
export interface Reacted {
  readonly target: EntryId;
  readonly by: StoredEntry;
}

/**
 * Errors: `append` never rejects. The others reject with an `Error` when the disk fails; after a failed write the
 * store has reopened itself (or keeps trying) before another write is acknowledged.
 */
export interface Store {
  /** Random, 8 characters; changes when the logs were restored from a backup or repaired. */
  readonly epoch: string;

  /**
   * Appends in order, all in one atomic synced batch (calls made meanwhile share the next one). One result per request,
   * in order; calls are answered in the order in which they were made. After a `failed` everything that was called
   * before its answer fails as well, so that nothing overtakes it.
   *
   * The look at a target, the entry that is aimed at it and what that does are one step: a retract empties the bodies of its
   * target and of the target's edits in the log (`withoutBody`). Their ids and content hashes stay, so they are still known.
   * The same holds for the look at `absent`, the entry and its `changes`.
   */
  append(requests: readonly AppendRequest[]): Promise<AppendResult[]>;
  /** The newest seq of each room, 0 for an empty or unknown one. */
  heads(rooms: readonly RoomId[]): Promise<number[]>;
  /** The seq of each room's oldest entry that is kept: 1 where nothing was removed, the head + 1 where nothing is left. */
  floors(rooms: readonly RoomId[]): Promise<number[]>;
  /**
   * Removes the oldest entries of a room, at most `maxEntries` of them and none from `below` on, and raises its floor over them:
   * all in one atomic synced batch. Their ids and content hashes stay, so they are still known. Resolves with the floor as it is
   * then; it never sinks. Rejects when the disk fails.
   */
  removeBelow(room: RoomId, below: number, maxEntries: number): Promise<number>;
  /** `from`…`to`, both included, oldest first, contiguous from `from` or the floor; at least one entry if there is one, then up to the limits. */
  readForward(room: RoomId, from: number, to: number, limits: ReadLimits): Promise<StoredEntry[]>;
  /** `from`…`to`, both included, oldest first, contiguous up to `to` (or the head); at least one entry if there is one. */
  readBackward(room: RoomId, from: number, to: number, limits: ReadLimits): Promise<StoredEntry[]>;
  /** Where the entry with this id is, or was before it was removed; where several people used the id, the first of them. */
  seqOf(room: RoomId, id: EntryId): Promise<number | undefined>;
  /** What was aimed at the entries `from`…`to`, both included, in the order of the targets. */
  readAims(room: RoomId, from: number, to: number): Promise<Aimed[]>;
  /** The last reaction of each person to each of these, as far as it is kept, in the order of `targets`. */
  readReactions(room: RoomId, targets: readonly EntryId[]): Promise<Reacted[]>;

  get<T extends keyof Tables>(table: T, key: string): Promise<Tables[T] | undefined>;
  /** All rows whose key begins with `prefix`, in the order of their keys. */
  list<T extends keyof Tables>(table: T, prefix?: string): Promise<[key: string, row: Tables[T]][]>;
  /**
   * Writes all changes in one atomic synced batch, unless a key of `absent` exists: then nothing is written and the
   * answer is false. The check and the write are one step.
   */
  commit(changes: readonly ChangeTable[], absent?: readonly RowName[]): Promise<boolean>;

  close(): Promise<void>;
}

export interface ReadLimits {
  readonly maxEntries: number;
  /** Of payloads, added up. */
  readonly maxBytes: number;
}
