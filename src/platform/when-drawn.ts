// After what was just shown: what can wait so long takes no time from it.

/** A frame that does not come is not waited for. */
const patienceMs = 100;

/** Calls back once the next frame is drawn; at once on a page that nobody sees. */
export function whenDrawn(callback: () => void): void {
  if (document.visibilityState !== 'visible') {
    callback();
    return;
  }
  const patience = setTimeout(() => {
    cancelAnimationFrame(frame);
    callback();
  }, patienceMs);
  const frame = requestAnimationFrame(() => {
    clearTimeout(patience);
    // Behind this frame.
    setTimeout(callback);
  });
}
