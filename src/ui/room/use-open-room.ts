// The open room as the screen takes it: what comes below the rest at once, as what somebody has just written does, and what moves other
// rows at the beginning of the next frame.
import { useState, useSyncExternalStore } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { App, OpenRoomView } from '../../store/state';
import { useApp } from '../app-context';
import { keyOf } from './item-order';

export function useOpenRoom(room: RoomId): OpenRoomView | undefined {
  const app = useApp();
  const [{ subscribe, get }] = useState(() => createOpenRoom(app));
  const open = useSyncExternalStore(subscribe, get);
  return open?.room === room ? open : undefined;
}

/**
 * The list moves by itself as it learns how high its rows are, and hears of that when the next frame begins. Until then virtua 0.54.2 takes
 * the old indexes for rows that have moved on: it would draw others in their place, and a frame later the right ones anew.
 */
export function createOpenRoom({ getState, subscribe }: Pick<App, 'getState' | 'subscribe'>): {
  get(): OpenRoomView | undefined;
  subscribe(tell: () => void): () => void;
} {
  let shown = getState().open;
  return {
    get: () => shown,
    subscribe(tell) {
      let frame = 0;
      const take = () => {
        frame = 0;
        shown = getState().open;
        tell();
      };
      const look = () => {
        const next = getState().open;
        if (frame !== 0 || next === shown) return;
        if (movesRows(shown, next) && document.visibilityState === 'visible')
          frame = requestAnimationFrame(take);
        else take();
      };
      look();
      const stop = subscribe(look);
      return () => {
        stop();
        cancelAnimationFrame(frame);
      };
    },
  };
}

/** Something came or went before the last of its rows. */
function movesRows(before: OpenRoomView | undefined, after: OpenRoomView | undefined): boolean {
  const last = before?.items.length;
  if (!last || before.room !== after?.room) return false;
  const [was, is] = [before, after].map(({ items }) => items[last - 1]);
  return !was || !is || keyOf(was) !== keyOf(is);
}
