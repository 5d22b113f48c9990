// How the tabs of one device work as one: whichever leads answers the calls of all, and all hear its signals.
// A call that is not answered when the leader goes is repeated to the next one, so every call must be idempotent.
import type { Change } from '../db/changes';
import type { TabChannel } from '../platform/tab-channel';
import type { AskMethod, AskParams, AskResult } from '../protocol/ask';
import type { EntryId, RoomId } from '../protocol/ids';
import type { Company } from './company-view';
import type { LinkReport } from './link-report';
import type { LinkStatus } from './link-status';

/**
 * What a call that needs the broker came to. `message` is a sentence for the person, `code` the broker's no for programs: without
 * one there was no answer.
 */
export type CallOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly code?: string };

/** The questions whose answer is a room that this person is in from then on. */
export type WayIn = 'create' | 'join' | 'direct' | 'useInvite';

/** What only the leading tab can do. Arguments and results are structured-cloneable. */
export interface LeaderCalls {
  /** Asks the broker, whatever it is; there must be a link. */
  ask<M extends AskMethod>(method: M, params: AskParams<M>): Promise<CallOutcome<AskResult<M>>>;
  /** The same, and the room that it leads to is on this device when it resolves. */
  enter<M extends WayIn>(method: M, params: AskParams<M>): Promise<CallOutcome<RoomId>>;
  /** One page: the newest entries of from…to. */
  fill(room: RoomId, from: number, to: number): Promise<CallOutcome<undefined>>;
  /** `looksAtPeople`: who is in it is on the screen as well. */
  openRoom(room: RoomId | undefined, looksAtPeople?: boolean): Promise<CallOutcome<undefined>>;
  markRead(room: RoomId, seq: number): Promise<CallOutcome<undefined>>;
  /** Keys come in the box of this room. */
  typing(room: RoomId): Promise<CallOutcome<undefined>>;
  tryNow(): Promise<CallOutcome<undefined>>;
  /** What the link was like of late. */
  linkReport(): Promise<CallOutcome<LinkReport>>;
  /** How many people have this entry, and read it: for rooms too large for names. */
  seenCounts(room: RoomId, seq: number): Promise<CallOutcome<SeenCounts | undefined>>;
  /** The leader is alive. */
  here(): Promise<CallOutcome<undefined>>;
}

export interface SeenCounts {
  readonly delivered: number;
  readonly read: number;
}

/** What all tabs show of the leader's link. */
export interface LeaderSignals {
  readonly status: LinkStatus;
  readonly sent: ReadonlySet<EntryId>;
  /** What comes in cannot be kept on this device at the moment: a sentence. */
  readonly storageTrouble: string | undefined;
  /** The broker asks to go slower. A leader of an older version does not say. */
  readonly slower?: boolean;
  /** As far as the leader knows, which asks nobody: the broker says so at each connection, and when it changes. */
  readonly isAdmin?: boolean;
  /** Who else is in the room on the screen. */
  readonly company?: Company | undefined;
  /** Data saver holds. */
  readonly saving?: boolean;
}

type TabMessage =
  | {
      readonly type: 'call';
      readonly tab: string;
      readonly n: number;
      readonly name: keyof LeaderCalls;
      readonly args: unknown[];
    }
  | {
      readonly type: 'reply';
      readonly tab: string;
      readonly n: number;
      readonly outcome: CallOutcome<unknown>;
    }
  | { readonly type: 'signals'; readonly signals: LeaderSignals }
  | { readonly type: 'change'; readonly change: Change }
  /** A tab opened: it wants to know the signals. */
  | { readonly type: 'hello' }
  /** A tab leads from now on: unanswered calls go to it. */
  | { readonly type: 'leading' };

export interface TabCalls {
  /** Calls the leader, wherever it is: this tab itself when it leads. */
  readonly calls: LeaderCalls;
  /** This tab leads with these duties; returns the way to end that. */
  lead(calls: LeaderCalls, signals: () => LeaderSignals): () => void;
  /** The leader's signals changed: tell the others. */
  tellSignals(signals: LeaderSignals): void;
  tellChange(change: Change): void;
  onSignals(listener: (signals: LeaderSignals) => void): void;
  onChange(listener: (change: Change) => void): void;
  /** Another tab leads from now on. */
  onLeading(listener: () => void): void;
  /** Calls that are still unanswered come to nothing, in words. */
  close(): void;
}

const failed = {
  ok: false,
  message: 'This did not work on this device. Try again, or reload the page.',
} as const;
const gone = {
  ok: false,
  message: 'This was closed before an answer came. It is safe to try again.',
} as const;

export function createTabCalls({
  channel,
  tab,
  trouble,
}: {
  channel: TabChannel;
  tab: string;
  trouble: (what: string, error: unknown) => void;
}): TabCalls {
  const pendingByNumber = new Map<
    number,
    { message: TabMessage; settle: (outcome: CallOutcome<never>) => void }
  >();
  const signalListeners = new Set<(signals: LeaderSignals) => void>();
  const changeListeners = new Set<(change: Change) => void>();
  const leadingListeners = new Set<() => void>();
  let closed = false;
  let leading: { calls: LeaderCalls; signals: () => LeaderSignals } | undefined;
  let lastNumber = 0;

  /** What was under way when the tab was closed may still want to speak; the channel would throw. */
  const post = (message: TabMessage) => {
    if (!closed) channel.post(message);
  };

  const perform = async (name: keyof LeaderCalls, args: unknown[]): Promise<CallOutcome<unknown>> => {
    const { calls } = leading!;
    const method = calls[name] as (...args: unknown[]) => Promise<CallOutcome<unknown>>;
    try {
      return await method(...args);
    } catch (error) {
      trouble(`The leading tab failed at ${name}`, error);
      return failed;
    }
  };

  const call = async (name: keyof LeaderCalls, args: unknown[]): Promise<CallOutcome<never>> => {
    if (closed) return gone;
    if (leading) return perform(name, args) as Promise<CallOutcome<never>>;
    return await new Promise((resolve) => {
      const n = ++lastNumber;
      const message: TabMessage = { type: 'call', tab, n, name, args };
      pendingByNumber.set(n, { message, settle: resolve });
      post(message);
    });
  };

  const onMessage = (message: TabMessage) => {
    switch (message.type) {
      case 'call':
        if (leading)
          void perform(message.name, message.args).then((outcome) =>
            post({ type: 'reply', tab: message.tab, n: message.n, outcome }),
          );
        break;
      case 'reply':
        if (message.tab === tab) {
          pendingByNumber.get(message.n)?.settle(message.outcome as CallOutcome<never>);
          pendingByNumber.delete(message.n);
        }
        break;
      case 'signals':
        if (!leading) for (const listener of signalListeners) listener(message.signals);
        break;
      case 'change':
        for (const listener of changeListeners) listener(message.change);
        break;
      case 'hello':
        if (leading) post({ type: 'signals', signals: leading.signals() });
        break;
      case 'leading':
        for (const { message: unanswered } of pendingByNumber.values()) post(unanswered);
        for (const listener of leadingListeners) listener();
        break;
    }
  };
  const unsubscribe = channel.subscribe((message) => onMessage(message as TabMessage));
  post({ type: 'hello' });

  return {
    calls: {
      ask: (...args) => call('ask', args),
      enter: (...args) => call('enter', args),
      fill: (...args) => call('fill', args),
      openRoom: (...args) => call('openRoom', args),
      markRead: (...args) => call('markRead', args),
      typing: (...args) => call('typing', args),
      tryNow: (...args) => call('tryNow', args),
      linkReport: (...args) => call('linkReport', args),
      seenCounts: (...args) => call('seenCounts', args),
      here: (...args) => call('here', args),
    },
    lead(calls, signals) {
      leading = { calls, signals };
      post({ type: 'leading' });
      post({ type: 'signals', signals: signals() });
      // Calls this tab made while another led are now its own to answer.
      for (const [n, { message, settle }] of pendingByNumber) {
        pendingByNumber.delete(n);
        if (message.type === 'call')
          void perform(message.name, message.args).then(settle as (o: CallOutcome<unknown>) => void);
      }
      return () => {
        leading = undefined;
        // What this one last said of the link no longer holds, here and in the other tabs: the next leader knows.
        post({ type: 'hello' });
      };
    },
    tellSignals: (signals) => post({ type: 'signals', signals }),
    tellChange: (change) => post({ type: 'change', change }),
    onSignals: (listener) => signalListeners.add(listener),
    onChange: (listener) => changeListeners.add(listener),
    onLeading: (listener) => leadingListeners.add(listener),
    close() {
      closed = true;
      unsubscribe();
      channel.close();
      for (const { settle } of pendingByNumber.values()) settle(gone);
      pendingByNumber.clear();
    },
  };
}
