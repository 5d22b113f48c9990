// What a finger does on a message besides a tap: held, it opens the message's ways; pulled towards the beginning of the line, it answers
// it. A right click, and the key for a menu, open the ways as well. All of it is on the message's own button and in its dialog too.
//
//   down ──moves along the line──▶ pulled ──up, far enough──▶ answer
//     │ moves any other way: over, the list scrolls (`touch-action`)
//     └──stays for a while──▶ held ──up──▶ ways

const holdMs = 500;
/** A finger that moves less is still. */
const stillPx = 10;
const pullPx = 56;
const maxPullPx = 72;

/** What has a meaning of its own under a finger. */
const others = 'a, button:not([data-details]), [data-scrolls]';

export interface RowWays {
  /** Both get the key of the message. */
  readonly open: (key: string) => void;
  readonly reply: (key: string) => void;
}

interface Finger {
  readonly id: number;
  readonly row: HTMLElement;
  readonly x: number;
  readonly y: number;
  readonly timer: ReturnType<typeof setTimeout>;
  stage: 'down' | 'held' | 'pulled' | 'armed';
}

/** Until `stop` is called. */
export function listenToGestures(list: HTMLElement, { open, reply }: RowWays): () => void {
  let touch: Finger | undefined;

  const rowOf = (target: EventTarget | null): HTMLElement | undefined => {
    if (!(target instanceof Element) || target.closest(others)) return undefined;
    return target.closest<HTMLElement>('[data-row]') ?? undefined;
  };
  const keyOf = (row: HTMLElement) => row.dataset['row'] ?? '';
  /** When the finger, or the mouse's button, has let go in every part of the browser: a dialog would take that for a press beside it. */
  const openSoon = (row: HTMLElement) => setTimeout(() => open(keyOf(row)));

  const over = () => {
    if (!touch) return;
    clearTimeout(touch.timer);
    const { row } = touch;
    row.style.translate = '';
    delete row.dataset['pulled'];
    delete row.dataset['armed'];
    touch = undefined;
  };

  const down = (event: PointerEvent) => {
    over();
    const row = rowOf(event.target);
    if (event.pointerType !== 'touch' || !event.isPrimary || !row) return;
    const begun: Finger = {
      id: event.pointerId,
      row,
      x: event.clientX,
      y: event.clientY,
      stage: 'down',
      timer: setTimeout(() => {
        begun.stage = 'held';
        row.dataset['armed'] = '';
      }, holdMs),
    };
    touch = begun;
  };

  const move = (event: PointerEvent) => {
    if (touch?.id !== event.pointerId) return;
    const { row, x, y } = touch;
    const towardsStart = getComputedStyle(row).direction === 'rtl' ? 1 : -1;
    const pulled = (event.clientX - x) * towardsStart;
    const aside = Math.abs(event.clientY - y);
    if (touch.stage === 'down' || touch.stage === 'held') {
      if (Math.abs(pulled) < stillPx && aside < stillPx) return;
      if (touch.stage === 'held' || pulled < stillPx || aside > pulled) return over();
      clearTimeout(touch.timer);
      row.dataset['pulled'] = '';
    }
    touch.stage = pulled >= pullPx ? 'armed' : 'pulled';
    if (touch.stage === 'armed') row.dataset['armed'] = '';
    else delete row.dataset['armed'];
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    row.style.translate = `${Math.max(0, Math.min(pulled, maxPullPx)) * towardsStart}px`;
  };

  const up = (event: PointerEvent) => {
    if (touch?.id !== event.pointerId) return;
    const { stage, row } = touch;
    over();
    if (stage === 'held') openSoon(row);
    if (stage === 'armed') reply(keyOf(row));
  };

  const menu = (event: MouseEvent) => {
    const row = rowOf(event.target);
    if (!row || hasSelected(row)) return;
    event.preventDefault();
    // A finger opens them when it lets go.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    if (event.buttons === 0) openSoon(row);
    else document.addEventListener('pointerup', () => openSoon(row), { once: true });
  };

  list.addEventListener('pointerdown', down);
  list.addEventListener('pointermove', move);
  list.addEventListener('pointerup', up);
  list.addEventListener('pointercancel', over);
  list.addEventListener('contextmenu', menu);
  return () => {
    over();
    list.removeEventListener('pointerdown', down);
    list.removeEventListener('pointermove', move);
    list.removeEventListener('pointerup', up);
    list.removeEventListener('pointercancel', over);
    list.removeEventListener('contextmenu', menu);
  };
}

/** Whoever selected some of its words wants the browser's own menu. */
function hasSelected(row: HTMLElement): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && row.contains(selection.anchorNode);
}
