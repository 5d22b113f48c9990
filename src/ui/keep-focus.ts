// The focus is never lost: when what has it goes away (a row that was discarded, a button that has done its work, a screen that was left),
// the nearest thing that stood around it and is still there gets it. Whoever uses the keyboard or listens goes on from there, and not
// from the top of the page. One place for all screens: no row has to think of it.

/** What somebody can be in the middle of. */
const places = 'ul, ol, form, section, nav, aside, main, dialog, [role], [tabindex]';

/** Returns the way to end it. */
export function keepFocus(page: Document): () => void {
  let last: Element | undefined;
  /** From the inside out, as it was when it got the focus. */
  let around: Element[] = [];

  const isLost = () => page.activeElement === null || page.activeElement === page.body;

  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    last = target;
    around = [];
    for (let each = target.parentElement; each && each !== page.body; each = each.parentElement)
      around.push(each);
  };
  /** A click beside everything takes the focus away, and that is meant. */
  const forget = () =>
    requestAnimationFrame(() => {
      if (last?.isConnected && isLost()) last = undefined;
    });
  const bringBack = () => {
    if (!last || last.isConnected || !isLost()) return;
    last = undefined;
    const place = around.find((each) => each.isConnected && each.matches(places));
    if (!(place instanceof HTMLElement)) return;
    if (!place.hasAttribute('tabindex')) place.setAttribute('tabindex', '-1');
    place.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(() => {
    // A frame later: who takes something away may give the focus to something else.
    if (last && !last.isConnected) requestAnimationFrame(bringBack);
  });

  page.addEventListener('focusin', remember);
  page.addEventListener('focusout', forget);
  observer.observe(page.body, { childList: true, subtree: true });
  return () => {
    page.removeEventListener('focusin', remember);
    page.removeEventListener('focusout', forget);
    observer.disconnect();
  };
}
