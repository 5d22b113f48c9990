// What is looked for on each screen: what axe finds, what is cut off, and what moves although nothing should.
import axe from 'axe-core';
import type { Page } from 'playwright/test';

/** Two frames later: what was changed is drawn. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/** Each with where it is. `colors`: only what depends on them. */
export async function axeFinds(page: Page, which: 'all' | 'colors'): Promise<string[]> {
  const isHere = await page.evaluate(() => 'axe' in window);
  // By the debugger, so that the Content-Security-Policy of the page stays what it is.
  if (!isHere) await page.evaluate(axe.source);
  return await page.evaluate(runAxe, which);
}

/** Runs in the page. */
async function runAxe(which: 'all' | 'colors'): Promise<string[]> {
  const { axe: found } = window as unknown as { axe: typeof axe };
  const { violations } = await found.run(document, {
    resultTypes: ['violations'],
    ...(which === 'colors' && {
      runOnly: { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] },
    }),
  });
  // It is called by words inside of it that one sees, and what else stands there describes it; or it has all that one sees in its name.
  const isCalledByOwnWords = (target: string) => {
    const element = document.querySelector<HTMLElement>(target);
    const label = element?.getAttribute('aria-labelledby');
    if (!element) return false;
    if (label) return element.querySelector(`[id="${label}"]`) !== null;
    const name = element.getAttribute('aria-label') ?? '';
    return element.innerText.split(/\s+/).every((word) => name.includes(word));
  };
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      .filter(({ target }) => id !== 'label-content-name-mismatch' || !isCalledByOwnWords(String(target)))
      .map(({ target, html }) => `${id} (${help}): ${String(target)} ${html.slice(0, 160)}`),
  );
}

/** Words or things to press that nobody can see whole, however they scroll. */
export const findCut = (page: Page): Promise<string[]> => page.evaluate(listCut);

/** Runs in the page. */
function listCut(): string[] {
  const roots = [...document.querySelectorAll('dialog[open]')];
  const [root = document.body] = roots.slice(-1);
  const found: string[] = [];
  const say = (what: string, element: Element) =>
    found.push(
      `${what}: <${element.localName} class="${element.className}"> ${(element.textContent || element.getAttribute('aria-label') || '').slice(0, 60)}`,
    );
  const isForEars = (element: Element) =>
    element.closest('[aria-hidden=true]') !== null ||
    [element, ...ancestorsOf(element)].some((each) =>
      getComputedStyle(each).clipPath.startsWith('inset(50%'),
    );
  const ancestorsOf = (element: Element): Element[] => {
    const list: Element[] = [];
    for (let each = element.parentElement; each; each = each.parentElement) list.push(each);
    return list;
  };
  /** It says with three dots that there is more. */
  const isShortened = (element: Element) =>
    [element, ...ancestorsOf(element)].some((each) => {
      const { textOverflow, webkitLineClamp } = getComputedStyle(each);
      return textOverflow === 'ellipsis' || webkitLineClamp !== 'none';
    });

  if (document.documentElement.scrollWidth > innerWidth)
    say('the page scrolls sideways', document.documentElement);
  const selector =
    'button, a, input, textarea, select, progress, h1, h2, h3, h4, p, label, legend, output, time, li, dt, dd, b, bdi, span, svg';
  for (const element of root.querySelectorAll<HTMLElement>(selector)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width <= 1 || height <= 1 || isForEars(element)) continue;
    if ((left < -1 || right > innerWidth + 1) && !isShortened(element)) say('beyond the edge', element);
    const { overflowX, overflowY } = getComputedStyle(element);
    const isField = element.matches('input, textarea, select');
    if (!isField && !isShortened(element)) {
      if (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        say('cut at its side', element);
      if (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 2)
        say('cut below', element);
    }
  }
  for (const element of root.querySelectorAll('*')) {
    const { overflowX } = getComputedStyle(element);
    const scrolls = overflowX === 'auto' || overflowX === 'scroll';
    if (!scrolls || element.matches('textarea, pre') || element.scrollWidth <= element.clientWidth + 1)
      continue;
    say('scrolls sideways', element);
    const edge = element.getBoundingClientRect().right;
    const wide = [...element.querySelectorAll('*')].filter(
      (each) => each.getBoundingClientRect().right > edge + 1,
    );
    for (const each of wide.slice(-2)) say('which makes it wide', each);
  }
  return [...new Set(found)];
}

/** What moves, or would when something changes. */
export const findMotion = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      const moves = animationName !== 'none' || transitionDuration.split(', ').some((each) => each !== '0s');
      return moves
        ? [`${element.localName}.${element.className}: ${animationName} ${transitionDuration}`]
        : [];
    }),
  );
