// Where the focus goes when another place is on the screen: to what takes it by itself, the box of a room say; where the focus was on
// something that is gone, to the title of the place, and in the list of rooms to the room one came from.
import { useEffect, useRef } from 'react';
import { placeOf } from './place';

export function usePlaceFocus(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return undefined;
    const from = placeOf(last.current);
    last.current = path;
    // After what is drawn now, and a dialog that gives the focus back.
    const timer = setTimeout(() => {
      if (!isLost(document.activeElement)) return;
      const room = from.at === 'room' ? from.room : undefined;
      const target =
        placeOf(path).at === 'rooms'
          ? (room && document.querySelector<HTMLElement>(`[data-room="${room}"] a`)) || titleIn('h1')
          : titleIn('main h2');
      target?.focus({ preventScroll: true });
    });
    return () => clearTimeout(timer);
  }, [path]);
}

/** Also where it was given to what stood around the thing that is gone (keep-focus.ts): here it is known better. */
const isLost = (element: Element | null): boolean =>
  element === null ||
  element === document.body ||
  element.getClientRects().length === 0 ||
  element.matches('main, aside, nav, section, form, ul');

function titleIn(selector: string): HTMLElement | null {
  const title = document.querySelector<HTMLElement>(selector);
  // For programs, not for the Tab key.
  if (title) title.tabIndex = -1;
  return title;
}
