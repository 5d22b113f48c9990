// Remembers what somebody looks at in the list, and tells by how much it moves when items come and go around it.
import type { ItemView } from '../../store/state';
import { keyOf } from './item-order';

/** This near to the end counts as being there. */
const endPx = 32;

/** The measures of the list at one moment, in pixels. */
export interface Measures {
  readonly offset: number;
  readonly viewport: number;
  readonly total: number;
}

export interface Move {
  /** By how many items the first one on the screen moved. */
  readonly by: number;
  /** All of what came or went did so above it: what virtua calls a shift. */
  readonly shift: boolean;
  /** Came and went both above and below: more than a shift can express. */
  readonly mixed: boolean;
}

export interface ReadingPlace {
  /** The newest stays on the screen when more come. */
  readonly follows: () => boolean;
  readonly follow: () => void;
  /** Somebody goes elsewhere. */
  readonly leave: () => void;
  /** The first item on the screen, and how far it reaches above it. */
  readonly top: () => { readonly index: number; readonly cutPx: number };
  readonly items: () => readonly ItemView[];
  readonly moveTo: (items: readonly ItemView[]) => Move;
  readonly drew: (items: readonly ItemView[], move: Move) => void;
  /** `heightPx`: of the screen as it is drawn; asked only where that decides, because to be asked takes time. */
  readonly scrolled: (
    measures: Measures,
    top: { readonly index: number; readonly cutPx: number },
    heightPx?: () => number | undefined,
  ) => void;
}

const stays: Move = { by: 0, shift: false, mixed: false };

export function createReadingPlace(): ReadingPlace {
  let follows = true;
  let offset = 0;
  let total = 0;
  let top = { index: 0, cutPx: 0 };
  let items: readonly ItemView[] = [];

  return {
    follows: () => follows,
    follow() {
      follows = true;
    },
    leave() {
      follows = false;
    },
    top: () => top,
    items: () => items,
    moveTo(next) {
      if (next === items) return stays;
      const by = anchorMove(items, next, top.index);
      const growth = next.length - items.length;
      return { by, shift: by !== 0 && Math.sign(by) === Math.sign(growth), mixed: by !== 0 && by !== growth };
    },
    drew(next, move) {
      items = next;
      top = { ...top, index: top.index + move.by };
    },
    scrolled(measures, nextTop, heightPx) {
      top = nextTop;
      if (measures.offset + measures.viewport >= measures.total - endPx) follows = true;
      // Only going up leaves the newest: sizes that become known may push it away for a moment, or draw the list together.
      // A window that became higher draws the list down, which is no going up; virtua hears later how high it is.
      else if (follows && measures.offset < offset && measures.total >= total)
        follows = measures.offset + (heightPx?.() ?? 0) >= measures.total - endPx;
      ({ offset, total } = measures);
    },
  };
}

/** By how many items the one at `index` moved, or where it is gone the next one that is still there. */
function anchorMove(before: readonly ItemView[], after: readonly ItemView[], index: number): number {
  for (let i = index; i < before.length; i++) {
    const item = before[i];
    if (!item) continue;
    const key = keyOf(item);
    const same = after[i];
    if (same && keyOf(same) === key) return 0;
    const found = after.findIndex((other) => keyOf(other) === key);
    if (found >= 0) return found - i;
  }
  return 0;
}
