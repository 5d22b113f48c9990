// The list is one stop on the way through the page, whatever its length: the newest message's buttons can be tabbed to, up and down go
// from one message to the next, left and right through the buttons of one, and Enter on the list itself goes to the last on the screen.
import type { KeyboardEvent } from 'react';

const rowSelector = '[role="listitem"]';
const buttonSelector = 'button[data-details]';

export function onRowKeys(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget;
  const { target, key } = event;
  // With Alt they go from room to room.
  if (!(target instanceof HTMLElement) || event.altKey) return;
  const next = target === list ? entry(list, key) : neighbour(list, target, key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const buttonsIn = (element: Element, selector: string): HTMLElement[] => [
  ...element.querySelectorAll<HTMLElement>(selector),
];

function entry(list: HTMLElement, key: string): HTMLElement | undefined {
  if (key !== 'Enter') return undefined;
  const end = list.getBoundingClientRect().bottom;
  return buttonsIn(list, buttonSelector).findLast((button) => button.getBoundingClientRect().bottom <= end);
}

function neighbour(list: HTMLElement, button: HTMLElement, key: string): HTMLElement | undefined {
  const row = button.closest(rowSelector);
  const own = row?.querySelector<HTMLElement>(buttonSelector);
  if (!row || !own || !button.matches('button')) return undefined;
  const up = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (up !== undefined) {
    const buttons = buttonsIn(list, buttonSelector);
    return buttons[buttons.indexOf(own) + up];
  }
  const right = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (right === undefined) return undefined;
  const buttons = buttonsIn(row, 'button:not(:disabled)');
  const by = getComputedStyle(list).direction === 'rtl' ? -right : right;
  return buttons[buttons.indexOf(button) + by];
}
