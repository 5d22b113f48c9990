// After what was just shown: what can wait so long takes no time from it.

/** A frame that does not come is not waited for. */
const patienceMs = 100;
/** From the drawing of a frame until it is on the screen. */
const frameMs = 16;

/** Calls back once the next frame is on the screen; at once on a page that nobody sees. */
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
    setTimeout(callback, frameMs);
  });
}
