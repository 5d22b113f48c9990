// The list is one stop on the way through the page, whatever its length: the newest message's button can be tabbed to,
// the arrows go from one message's to the next, and Enter on the list itself goes to the last one on the screen.
import type { KeyboardEvent } from 'react';

const buttonSelector = 'button[data-details]';

export function onRowKeys(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget;
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return;
  const buttons = [...list.querySelectorAll<HTMLElement>(buttonSelector)];
  let next: HTMLElement | undefined;
  if (target === list && key === 'Enter') {
    const end = list.getBoundingClientRect().bottom;
    next = buttons.findLast((button) => button.getBoundingClientRect().bottom <= end);
  } else if (target.matches(buttonSelector)) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (by !== undefined) next = buttons[buttons.indexOf(target) + by];
  }
  if (!next) return;
  event.preventDefault();
  next.focus();
}
