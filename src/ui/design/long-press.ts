// A finger that rests: what a right click is for a mouse. The click that would follow is left out, and the system's own menu with it.
import type { MouseEvent, PointerEvent } from 'react';

const holdMs = 500;
/** A finger is never quite still. */
const slackPx = 10;

export interface LongPress {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onContextMenu(event: MouseEvent): void;
  onClickCapture(event: MouseEvent): void;
}

/** For an element around many: `onHold` gets what the finger rested on, when it lets go. To be made once for each element, and kept. */
export function createLongPress(onHold: (target: Element) => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [x, y] = [0, 0];
  let isTouch = false;
  /** What the finger rests on, for long enough. */
  let held: Element | undefined;
  let wasHeld = false;

  const end = () => {
    clearTimeout(timer);
    held = undefined;
  };

  return {
    onPointerDown({ pointerType, clientX, clientY, target }) {
      end();
      wasHeld = false;
      isTouch = pointerType === 'touch';
      if (!isTouch || !(target instanceof Element)) return;
      [x, y] = [clientX, clientY];
      timer = setTimeout(() => {
        wasHeld = true;
        held = target;
      }, holdMs);
    },
    onPointerMove({ clientX, clientY }) {
      if (Math.hypot(clientX - x, clientY - y) > slackPx) end();
    },
    onPointerUp() {
      const target = held;
      end();
      // When it has let go in every part of the browser: a dialog would take that for a press beside it.
      if (target) setTimeout(() => onHold(target));
    },
    onPointerCancel: end,
    onContextMenu(event) {
      if (isTouch) event.preventDefault();
    },
    onClickCapture(event) {
      if (!wasHeld) return;
      wasHeld = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
