// What a person does who reads: opens a room, goes up in it, fetches what is missing, and comes to its end.
import { notFetched, signedOut } from './empty-state';
import type { MessageActions } from './message-actions';
import type { SignedIn } from './signed-in';
import type { Actions, AppState } from './state';

type ReadingActions = Pick<
  Actions,
  'openRoom' | 'closeRoom' | 'lookAtPeople' | 'loadOlder' | 'bring' | 'fillHole' | 'fillHoles' | 'markRead'
>;

export function createReadingActions({
  here,
  getState,
  onMessages,
}: {
  here: () => SignedIn | undefined;
  getState: () => AppState;
  onMessages: <T>(work: (message: MessageActions) => Promise<T>) => Promise<T | undefined>;
}): ReadingActions {
  return {
    openRoom: (room) => here()?.show(room),
    closeRoom: () => here()?.show(undefined),
    lookAtPeople: (looks) => here()?.engine.lookAtPeople(looks),

    async loadOlder() {
      const signedIn = here();
      const reader = signedIn?.reader();
      if (!signedIn || !reader) return signedOut;
      const wanted = await reader.older();
      const outcome = wanted
        ? await signedIn.engine.calls.fill(reader.room, wanted.from, wanted.to)
        : undefined;
      signedIn.refresh();
      return outcome && !outcome.ok ? outcome : { ok: true };
    },
    async bring(target) {
      const signedIn = here();
      const reader = signedIn?.reader();
      if (!signedIn || !reader) return signedOut;
      const outcome = await onMessages((message) => message.bring(reader, target));
      signedIn.refresh();
      return outcome ?? notFetched;
    },
    async fillHole(hole) {
      const signedIn = here();
      const reader = signedIn?.reader();
      if (!signedIn || !reader) return signedOut;
      if (hole.here) {
        reader.showMore(hole);
        signedIn.refresh();
        return { ok: true };
      }
      reader.setLoading(hole, true);
      signedIn.refresh();
      const outcome = await signedIn.engine.calls.fill(reader.room, hole.from, hole.to);
      reader.setLoading(hole, false);
      signedIn.refresh();
      return outcome.ok ? { ok: true } : outcome;
    },
    async fillHoles(stopped) {
      const signedIn = here();
      const reader = signedIn?.reader();
      if (!signedIn || !reader) return signedOut;
      for (;;) {
        const hole = await reader.newestHole();
        if (!hole || stopped.aborted) return { ok: true };
        const outcome = await signedIn.engine.calls.fill(reader.room, ...hole);
        signedIn.refresh();
        if (!outcome.ok) return outcome;
      }
    },
    markRead() {
      const { open } = getState();
      const newest = open?.items.findLast((item) => item.type !== 'hole' && item.seq !== undefined);
      if (open && newest && newest.type !== 'hole' && newest.seq !== undefined)
        void here()?.engine.calls.markRead(open.room, newest.seq);
    },
  };
}
