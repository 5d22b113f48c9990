// What the screen shows and what a person can do: the whole contract between store/ and ui/.
// State is plain and read-only; actions return what happened, in words where it did not work.
import type { EditDraft } from '../db/schema';
import type { RegistrationKind } from '../protocol/accounts';
import type { Person } from '../protocol/ask';
import type { EndedWhy } from '../protocol/ended';
import type { DeviceId, EntryId, RoomId, UserId } from '../protocol/ids';
import type { Change } from '../protocol/room-change';
import type { LeftWhy } from '../protocol/user-change';
import type { LinkReport } from '../sync/link-report';
import type { Proofs } from '../sync/session';
import type { InviteActions } from './invite-actions';
import type { Kept } from './keeping';
import type { SearchActions } from './open-search';
import type { RoomActions } from './room-actions';
import type { RoomFacts } from './room-facts';

export type { LinkReport };

export interface AppState {
  readonly stage: Stage;
  /** This one among the devices of whoever is signed in. */
  readonly device?: DeviceId | undefined;
  readonly connection: ConnectionView;
  /** This person's rooms, in the order to show them. */
  readonly rooms: readonly RoomView[];
  /** Rooms that are not on the list: those they left or took off it, and the direct rooms with people they blocked. */
  readonly unlisted: readonly RoomView[];
  readonly blocked: readonly Person[];
  /** Secrets of invites that were opened here and are used as soon as that is possible, the oldest first. */
  readonly invites: readonly string[];
  /** The room that was on the screen last, on this device: where somebody who comes back goes on. */
  readonly lastRoom: RoomId | undefined;
  /** The room on the screen. */
  readonly open: OpenRoomView | undefined;
  /** Rows of the outbox in all rooms: written here, not stored by the broker yet (failed ones not counted). */
  readonly waiting: number;
  /** All rows of the outbox, oldest first, failed ones too: for the view across rooms. */
  readonly outbox: readonly OutboxItemView[];
  /** This device cannot keep new things at the moment (no space, …): a sentence. What is in the box stays there. */
  readonly storageTrouble: string | undefined;
  /** This person is an admin of the server, as far as it is known here: after a start that takes a connection. */
  readonly isAdmin: boolean;
  /** Who else is in the open room, as long as there is a link. */
  readonly company?: CompanyView | undefined;
  /** Somebody new has not come to the end of the first steps: `waited`, words of theirs had to wait for a link. */
  readonly firstRun?: 'begun' | 'waited' | undefined;
}

/** What is fleeting in the open room. */
export interface CompanyView {
  readonly room: RoomId;
  /** Names of those who type. */
  readonly typing: readonly string[];
  /** Who is here (`seenMs` left out), and when the others were, Unix ms in whole minutes. `undefined`: nobody says. */
  readonly presence: readonly { readonly user: UserId; readonly seenMs: number | undefined }[] | undefined;
}

/** Something written here that is not stored. */
export interface OutboxItemView {
  readonly id: EntryId;
  readonly room: RoomId;
  readonly roomName: string;
  readonly what: 'message' | 'edit' | 'retract' | 'reaction' | 'change';
  /** Of the room, or of who is in it. */
  readonly change: ChangeView | undefined;
  /** The text; of a retract the text that is taken back, as far as it is known here. */
  readonly text: string;
  /** Unix ms by this device's clock. */
  readonly atMs: number;
  readonly state: 'saved' | 'sent' | 'failed';
  readonly problem: string | undefined;
  /** It was never tried, or it failed: `discard` takes it away without a trace. */
  readonly mayDiscard: boolean;
}

/** What stands in the box of a room and was not sent off. */
export interface Draft {
  readonly room: RoomId;
  readonly text: string;
}

/** What was discarded. `target`: the message that it was to change. */
export type DiscardedRow =
  | { readonly what: 'message'; readonly text: string; readonly replyTo?: EntryId | undefined }
  | { readonly what: 'edit'; readonly target: EntryId; readonly text: string }
  | { readonly what: 'retract'; readonly target: EntryId }
  /** An empty emoji: the one before was to be taken away. */
  | { readonly what: 'reaction'; readonly target: EntryId; readonly emoji: string }
  | { readonly what: 'change'; readonly change: Change };

export type Stage =
  /** Reading what is on this device. Takes milliseconds; show the shell, no spinner. */
  | { readonly at: 'starting' }
  /** Plain http away from localhost: the browser withholds what Onebar stands on. */
  | { readonly at: 'needs-https' }
  /** The browser keeps no data for us (blocked, private window, …); `reason` is a sentence. */
  | { readonly at: 'no-storage'; readonly reason: string }
  /** A newer version of Onebar runs in another tab and has taken over the storage: reload. */
  | { readonly at: 'newer-version' }
  /** This very device is open elsewhere too (a copied browser profile): only one of them may be connected. `takeOver` takes it. */
  | { readonly at: 'open-elsewhere'; readonly user: UserId; readonly name: string }
  | { readonly at: 'signed-out' }
  | { readonly at: 'signed-in'; readonly user: UserId; readonly name: string }
  /** This device may not go on: signed out elsewhere, or the account is suspended or gone. What was written is still here. */
  | { readonly at: 'refused'; readonly user: UserId; readonly name: string; readonly why: EndedWhy };

export interface ConnectionView {
  readonly state: 'online' | 'connecting' | 'offline';
  /** Unix ms since when there is a link, or none. */
  readonly sinceMs: number;
  /** Unix ms of the next try, while offline and one is planned. */
  readonly nextTryAtMs: number | undefined;
  /** Unix ms when anything last came from the broker, by this device's clock. */
  readonly lastHeardAtMs: number | undefined;
  /** The browser says there is a network, and the server does not answer. */
  readonly serverSilent: boolean;
  /** The server asks to go slower: what waits goes out a little later, by itself. */
  readonly slower: boolean;
  /** How long answers take of late, rounded; `undefined`: not measured yet. */
  readonly roundTripMs?: number | undefined;
  /** Data saver holds. */
  readonly saving?: boolean | undefined;
}

export interface RoomView extends RoomFacts {
  readonly room: RoomId;
  readonly name: string;
  /** Entries of others above the own read mark. */
  readonly unread: number;
  /** Of them those that are here and name this person. */
  readonly mentions: number;
  /** For what of it this person wants to be called, on this device. */
  readonly notify: 'all' | 'mentions' | 'none';
  /** It stands above the others, on this device. */
  readonly pinned: boolean;
  /** It was put away on this device, and nothing came since that calls this person. */
  readonly archived: boolean;
  /** The newest message this device holds or has written: author's name or `undefined` for own, its text, Unix ms. */
  readonly last:
    | { readonly author: string | undefined; readonly text: string; readonly atMs: number }
    | undefined;
  /** Rows of the outbox in this room (failed ones not counted). */
  readonly waiting: number;
  readonly left?: LeftView | undefined;
}

export interface OpenRoomView extends RoomFacts {
  readonly room: RoomId;
  readonly name: string;
  /** Oldest first: by seq, then what waits here in the order it was written. Reference-stable per message while it does not change. */
  readonly items: readonly ItemView[];
  /**
   * There is something older: on this device or at the broker; `loadOlder` brings it. `removed`: there was, but it is not kept any
   * more.
   */
  readonly older: 'none' | 'removed' | 'here' | 'at-broker';
  /** Everything up to here is on this device, in this room: Unix ms of the last entry before the first hole; `undefined`: nothing is missing. */
  readonly completeUpToMs: number | undefined;
  /** Entries that are at the broker and not here, in all holes of the room, also in those above what is drawn. */
  readonly missing: number;
  /** The text of the box as it was last saved, for opening the room. */
  readonly draft: string;
  /** The message that the draft answers. */
  readonly draftReply: ReplyView | undefined;
  /** The edit of an own message that was being typed when the room was last left. */
  readonly edit: EditDraft | undefined;
  /** Nothing can be written there any more; what is here stays readable. */
  readonly left?: LeftView | undefined;
  /** seq of the first unread entry when the room was opened, here or not, for the "new" line; `undefined`: none. */
  readonly firstUnreadSeq: number | undefined;
}

export type ItemView = MessageView | ChangeView | HoleView;

/** What became of the room, or of somebody in it: one line among the messages. */
export interface ChangeView {
  readonly type: 'change';
  readonly id: EntryId;
  /** `undefined` while it is not stored. */
  readonly seq: number | undefined;
  readonly from: UserId;
  /** Who did it; `undefined`: this person. */
  readonly actor: string | undefined;
  readonly change: Change;
  /** To whom it was done: somebody's name; `undefined`: to this person, or to nobody but the actor. */
  readonly target: string | undefined;
  readonly targetsSelf: boolean;
  /** Unix ms: the broker's for stored ones, this device's for those that wait. */
  readonly atMs: number;
  readonly state: 'saved' | 'sent' | 'failed' | undefined;
  /** Why it failed: a sentence. */
  readonly problem: string | undefined;
}

/** This person is in the room no more: why, and who did it (`undefined`: nobody knows), as far as it is known. */
export interface LeftView {
  readonly why: LeftWhy | undefined;
  readonly by: string | undefined;
}

export interface MessageView {
  readonly type: 'message';
  readonly id: EntryId;
  /** `undefined` while it is not stored. */
  readonly seq: number | undefined;
  readonly own: boolean;
  readonly author: string;
  readonly from: UserId;
  readonly text: string;
  /** Unix ms: the broker's for stored ones, this device's for those that wait. */
  readonly atMs: number;
  /** Seconds it had waited on its writer's device when it was stored, by that device's clock. Worth a word from a few minutes on. */
  readonly waitedSec: number;
  /**
   * Only for own messages. `delivered`: on a device of somebody else; `read`: somebody else read it.
   * While an edit or retract of it waits, the state of that.
   */
  readonly state: 'saved' | 'sent' | 'stored' | 'delivered' | 'read' | 'failed' | undefined;
  readonly edited: boolean;
  /** It was taken back: `text` is empty. */
  readonly retracted: boolean;
  /** The server was set back and lost it; this device keeps it: "no longer on the server". */
  readonly orphaned: boolean;
  /** Why it, or an edit or retract of it, failed: a sentence. */
  readonly problem: string | undefined;
  /** The row of the outbox that failed, to try it again or to discard it, and what it is. */
  readonly failedRow: EntryId | undefined;
  readonly failedWhat: OutboxItemView['what'] | undefined;
  /** It was written by a newer version of Onebar and cannot be shown here. */
  readonly unknownKind: boolean;
  /** The message that it answers. */
  readonly reply: ReplyView | undefined;
  /** In the order in which they were first given; the ones this person gave and that still wait count as well. */
  readonly reactions: readonly ReactionView[];
  /** It names this person with `@name`. */
  readonly mentionsSelf: boolean;
  /** Of an own message in a room with more than two people, once somebody read it: how many of how many others. */
  readonly readBy: { readonly read: number; readonly of: number } | undefined;
}

/** The message that is answered, as it reads now. */
export interface ReplyView {
  readonly id: EntryId;
  /** Its author; `undefined`: it is not on this device. */
  readonly author: string | undefined;
  /** Its beginning; empty when it was taken back or is not here. */
  readonly text: string;
  readonly state: 'here' | 'retracted' | 'not-here';
}

/** One emoji below a message. */
export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  /** Names of those who gave it; of this person `undefined`. */
  readonly people: readonly (string | undefined)[];
  /** This person gave it. */
  readonly own: boolean;
  /** The own one is not stored yet, or failed. */
  readonly state: 'saved' | 'sent' | 'failed' | undefined;
}

/** Entries from…to (seq, both included) that are at the broker and not here. */
export interface HoleView {
  readonly type: 'hole';
  readonly from: number;
  readonly to: number;
  readonly loading: boolean;
  /** They are here, and were skipped on the way to an older message: `fillHole` brings some of them from both ends. */
  readonly here?: true | undefined;
}

/** The way of one message, as far as this device learned it. Times are Unix ms by this device's clock. */
export interface StoryView {
  readonly id: EntryId;
  readonly author: string;
  readonly text: string;
  readonly seq: number | undefined;
  /** In the order in which this device learned them. `detail` is a sentence or empty. */
  readonly steps: readonly {
    readonly step: 'saved' | 'tried' | 'refused' | 'stored' | 'edited' | 'retracted' | 'received';
    readonly atMs: number;
    readonly detail: string;
  }[];
  /** Seconds it had waited on its writer's device. */
  readonly waitedSec: number;
  /** People on whose device it is, and who read it, with the time this device learned it (`undefined`: before it looked). */
  readonly delivered: readonly SeenBy[];
  readonly read: readonly SeenBy[];
  /** In a large room only numbers are known. */
  readonly counts: { readonly delivered: number; readonly read: number } | undefined;
}

export interface SeenBy {
  readonly name: string;
  readonly atMs: number | undefined;
}

export interface StorageView {
  /** The browser promised not to delete it by itself; `undefined`: it does not say. */
  readonly persisted: boolean | undefined;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

/** What became of an action that needs the broker. `message` is a sentence to show. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** `at`: the id or the seq by which the message is found among the items. */
export type BringOutcome =
  | { readonly ok: true; readonly at: string }
  | { readonly ok: false; readonly message: string };

/** `room`: where somebody new was invited to. */
export type EnterOutcome =
  | { readonly ok: true; readonly room?: RoomId | undefined }
  | { readonly ok: false; readonly message: string };

export interface Actions extends RoomActions, InviteActions, SearchActions {
  /** `proofs`: what somebody brings who may not make an account just so. */
  createAccount(name: string, password: string, proofs?: Proofs): Promise<EnterOutcome>;
  signIn(name: string, password: string): Promise<EnterOutcome>;
  /** With a code that another device of the same person shows. */
  signInByCode(code: string): Promise<EnterOutcome>;
  /** Who may make an account here; `undefined`: nobody says. */
  registration(): Promise<RegistrationKind | undefined>;
  /**
   * Signs out here at once, and at the broker when there is a link. That deletes unsent words from this device, so with `keep` it
   * does nothing while there are any. Resolves with how many there are: 0 once signed out.
   */
  signOut(unsent: 'keep' | 'delete'): Promise<number>;

  openRoom(room: RoomId): void;
  /** No room is on the screen. */
  closeRoom(): void;
  /** Who is in the open room is on the screen, or not any more. */
  lookAtPeople(looks: boolean): void;
  /** Saves to the outbox. Resolves when it is on disk; only then may the box be cleared. `replyTo`: the message that it answers. */
  send(room: RoomId, text: string, replyTo?: EntryId): Promise<Outcome>;
  /** Saves the draft within 300 ms. Call at each change of the box. */
  saveDraft(room: RoomId, text: string, replyTo?: EntryId): void;
  /** Gives a message of the open room this emoji in place of the one before; `undefined`: none. Works without a link. */
  react(id: EntryId, emoji: string | undefined): Promise<Outcome>;
  /** The same for the edit of an own message; `undefined`: it was ended. */
  saveEdit(room: RoomId, edit: EditDraft | undefined): void;
  /** What stands in the boxes of all rooms, to the last key. */
  drafts(): Promise<readonly Draft[]>;
  /** Puts words below the draft of a room that is not on the screen. Resolves when they are on disk. */
  addToDraft(room: RoomId, text: string): Promise<Outcome>;
  /** Brings older messages, from disk or from the broker. */
  loadOlder(): Promise<Outcome>;
  /**
   * Brings a message of the open room, given by its id or its seq, among the items, from disk or from the broker, with what stands
   * around it. A seq that is no message's stands for the next one.
   */
  bring(target: string): Promise<BringOutcome>;
  /** One page of a hole, its newest. */
  fillHole(hole: HoleView): Promise<Outcome>;
  /** All holes of the open room, page by page, the newest first, until nothing is missing, one does not come, or it is stopped. */
  fillHoles(stopped: AbortSignal): Promise<Outcome>;
  /** The newest message of the open room is on the screen: everything is read. */
  markRead(): void;
  /** A failed message: back into the outbox. */
  retry(id: EntryId): Promise<Outcome>;
  /** A row that failed or was never tried: away. Returns what it was, for an undo; `undefined` when it may not go. */
  discard(id: EntryId): Promise<DiscardedRow | undefined>;
  /**
   * An own message gets another text. Never tried: it is rewritten where it waits. Tried or stored: an edit goes behind it.
   * Works without a link.
   */
  edit(id: EntryId, text: string): Promise<Outcome>;
  /** An own message is taken back for everyone: discarded if it was never tried, otherwise a retract goes behind it. Works without a link. */
  takeBack(id: EntryId): Promise<Outcome>;
  /** Everything this device knows of a message's way. `undefined`: it is not here any more. */
  story(id: EntryId): Promise<StoryView | undefined>;
  /** This device goes on here; the other one that runs as this device is put off the line. */
  takeOver(): void;
  /** What the browser keeps for us. */
  storage(): Promise<StorageView>;
  /** Asks the browser to keep our data for good. Resolves with whether it will. */
  persistStorage(): Promise<boolean>;
  /**
   * For what is seldom done with all that this device holds, by functions that come with the screen for it (keeping.ts). What was
   * typed is on disk before. `undefined`: nobody is signed in.
   */
  withKept<T>(work: (kept: Kept) => Promise<T>): Promise<T | undefined>;

  tryNow(): void;
  /** What the link was like. `undefined`: nobody is signed in. */
  linkReport(): Promise<LinkReport | undefined>;
}

/** The app as ui/ gets it. `subscribe` returns the way to unsubscribe (the shape `useSyncExternalStore` and zustand's `useStore` take). */
export interface App {
  getState(): AppState;
  getInitialState(): AppState;
  subscribe(listener: (state: AppState, previous: AppState) => void): () => void;
  readonly actions: Actions;
}
