// Puts words into the box in the place of others, as if they had been typed: the browser can undo it, and whoever listens hears of it.

export function replaceIn(area: HTMLTextAreaElement, start: number, end: number, words: string): void {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  // What the deprecated command does has no successor: everything else empties the list of what can be undone.
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, words)) return;
  area.setRangeText(words, start, end, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}
