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

/** For an element around many: `onHold` gets what the finger rests on. To be made once for each element, and kept. */
export function createLongPress(onHold: (target: Element) => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [x, y] = [0, 0];
  let isTouch = false;
  let wasHeld = false;

  const end = () => {
    clearTimeout(timer);
    timer = undefined;
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
        onHold(target);
      }, holdMs);
    },
    onPointerMove({ clientX, clientY }) {
      if (Math.hypot(clientX - x, clientY - y) > slackPx) end();
    },
    onPointerUp: end,
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
