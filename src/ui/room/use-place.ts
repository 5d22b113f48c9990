// Keeps the place in the list: at the newest while somebody is there, otherwise where they read,
// whatever is added above, below or in a hole between.
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { ItemView } from '../../store/state';
import { keyOf, newestSeq } from './item-order';
import { createReadingPlace } from './reading-place';

/** Where somebody reads: the first item on the screen, and how far it reaches above it. */
export type Spot = 'newest' | { readonly key: string; readonly cutPx: number };

export interface PlaceInList {
  readonly list: RefObject<VirtualizerHandle | null>;
  /** For virtua: items were added above the place, so keep the distance from the end. */
  readonly shift: boolean;
  /** The newest seq when the newest was left; `undefined` while it is on the screen. */
  readonly leftAtSeq: number | undefined;
  readonly onScroll: (offset: number) => void;
  readonly onResize: () => void;
  readonly toNewest: () => void;
  readonly toItem: (index: number) => void;
  readonly spot: () => Spot;
  /** Back to where somebody read before, if that is still there. */
  readonly toSpot: (spot: Spot) => void;
}

export function usePlace(items: readonly ItemView[], scroller: RefObject<HTMLElement | null>): PlaceInList {
  const list = useRef<VirtualizerHandle>(null);
  const [place] = useState(createReadingPlace);
  const [leftAtSeq, setLeftAtSeq] = useState<number>();
  const { shift } = place.moveTo(items);

  const toNewest = useCallback(() => {
    // What is shown of it follows from the scrolling.
    place.follow();
    const newest = place.items().length - 1;
    if (newest >= 0) list.current?.scrollToIndex(newest, { align: 'end' });
  }, [place]);

  const leave = useCallback(() => {
    place.leave();
    setLeftAtSeq((now) => now ?? newestSeq(place.items()));
  }, [place]);

  const toItem = useCallback(
    (index: number) => {
      leave();
      list.current?.scrollToIndex(index, { align: 'center' });
    },
    [leave],
  );

  const spot = useCallback((): Spot => {
    const { index, cutPx } = place.top();
    const item = place.items()[index];
    return place.follows() || !item ? 'newest' : { key: keyOf(item), cutPx };
  }, [place]);

  const toSpot = useCallback(
    (to: Spot) => {
      if (to === 'newest') {
        toNewest();
        return;
      }
      const handle = list.current;
      const index = place.items().findIndex((item) => keyOf(item) === to.key);
      if (!handle || index < 0) return;
      leave();
      handle.scrollTo(handle.getItemOffset(index) + to.cutPx);
    },
    [place, leave, toNewest],
  );

  useLayoutEffect(() => {
    const handle = list.current;
    const move = place.moveTo(items);
    const wrote = wroteOne(place.items(), items);
    const isFirst = place.items().length === 0;
    place.drew(items, move);
    // While the newest is followed the size of each new row moves the list, once it is known (`onResize`).
    if (isFirst || (wrote && !place.follows())) toNewest();
    else if (handle && move.mixed && !place.follows())
      handle.scrollTo(handle.getItemOffset(place.top().index) + place.top().cutPx);
  }, [items, place, toNewest]);

  const onScroll = useCallback(
    (offset: number) => {
      const handle = list.current;
      if (!handle) return;
      const index = handle.findItemIndex(offset);
      const followed = place.follows();
      place.scrolled(
        { offset, viewport: handle.viewportSize, total: handle.scrollSize },
        { index, cutPx: offset - handle.getItemOffset(index) },
        () => scroller.current?.clientHeight,
      );
      if (place.follows()) setLeftAtSeq(undefined);
      else if (followed) setLeftAtSeq(newestSeq(place.items()));
    },
    [place, scroller],
  );

  const onResize = useCallback(() => {
    if (place.follows()) toNewest();
  }, [place, toNewest]);

  return { list, shift, leftAtSeq, onScroll, onResize, toNewest, toItem, spot, toSpot };
}

/** Who sends something wants to see it, wherever they were reading. */
function wroteOne(before: readonly ItemView[], after: readonly ItemView[]): boolean {
  const last = after.at(-1);
  if (last?.type !== 'message' || !last.own || last.seq !== undefined) return false;
  const key = keyOf(last);
  return !before.some((item) => keyOf(item) === key);
}
