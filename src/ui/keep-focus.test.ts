// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFocus } from './keep-focus';

let end = () => {};
beforeEach(() => {
  document.body.innerHTML = `
    <main><ul aria-label="rows"><li><span><button id="one">One</button></span></li><li><button id="two">Two</button></li></ul>
    <p><button id="alone">Alone</button></p></main>`;
  end = keepFocus(document);
});
afterEach(() => end());

const frames = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
const focus = (id: string) => document.getElementById(id)!.focus();
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName;

test('gives the focus to what stood around a row that went', async () => {
  focus('one');
  document.querySelector('li')!.remove();
  await frames();
  expect(focused()).toBe('rows');
  expect(document.querySelector('ul')!.getAttribute('tabindex')).toBe('-1');
});

test('goes further out where that went, too', async () => {
  focus('one');
  document.querySelector('ul')!.remove();
  await frames();
  expect(focused()).toBe('MAIN');
});

test('leaves it to whoever gives it to something else', async () => {
  focus('one');
  document.querySelector('li')!.remove();
  focus('two');
  await frames();
  expect(document.activeElement?.id).toBe('two');
});

test('does nothing when something goes that did not have it, or that had lost it before', async () => {
  focus('one');
  document.getElementById('two')!.remove();
  await frames();
  expect(document.activeElement?.id).toBe('one');
  document.getElementById('one')!.blur();
  await frames();
  document.querySelector('li')!.remove();
  await frames();
  expect(document.activeElement).toBe(document.body);
});
