// The script stands in the page, so it is run here as a browser runs it.
import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { keepLookChoice, lookChoice, onLookChoice } from './look-choice';

const source = readFileSync('src/db/chosen-look.js', 'utf8');

afterEach(() => vi.unstubAllGlobals());

function open(chosen: Readonly<Record<string, string>> = {}, mayStore = true) {
  const kept = new Map(Object.entries(chosen));
  const localStorage = {
    getItem(key: string) {
      if (!mayStore) throw new DOMException('denied');
      return kept.get(key) ?? null;
    },
    setItem(key: string, value: string) {
      if (!mayStore) throw new DOMException('denied');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  };
  const events = new EventTarget();
  const dataset: Record<string, string> = {};
  const frames = [{ content: 'light paper' }, { content: 'dark paper' }];
  const document = { documentElement: { dataset }, querySelectorAll: () => frames };
  vi.stubGlobal('localStorage', localStorage);
  vi.stubGlobal('window', events);
  // oxlint-disable-next-line typescript/no-implied-eval -- the script of the page
  new Function('document', 'localStorage', 'addEventListener', source)(
    document,
    localStorage,
    events.addEventListener.bind(events),
  );
  return { dataset, events, kept, frame: () => frames.map(({ content }) => content) };
}

it('draws the page as it was chosen, the frame that the browser paints around it too', () => {
  const { dataset, frame } = open({ 'onebar-theme': 'dark', 'onebar-size': 'large' });
  expect(dataset).toEqual({ theme: 'dark', size: 'large' });
  expect(frame()).toEqual(['dark paper', 'dark paper']);
});

it('leaves all as usual where nothing was chosen, nothing may be read, or something that it does not know', () => {
  for (const { dataset, frame } of [
    open(),
    open({ 'onebar-theme': 'dark' }, false),
    open({ 'onebar-theme': 'sepia', 'onebar-size': '' }),
  ]) {
    expect(dataset).toEqual({});
    expect(frame()).toEqual(['light paper', 'dark paper']);
  }
});

it('draws at once what is chosen here, and goes back to what the system wants', () => {
  const { dataset, frame, kept } = open();
  let heard = 0;
  const unsubscribe = onLookChoice(() => heard++);
  keepLookChoice('theme', 'light');
  keepLookChoice('density', 'compact');
  expect([dataset, lookChoice('theme')]).toEqual([{ theme: 'light', density: 'compact' }, 'light']);
  expect(frame()).toEqual(['light paper', 'light paper']);
  keepLookChoice('theme', undefined);
  expect(dataset).toEqual({ density: 'compact' });
  expect(frame()).toEqual(['light paper', 'dark paper']);
  expect([...kept.keys()]).toEqual(['onebar-density']);
  unsubscribe();
  keepLookChoice('density', undefined);
  expect(heard).toBe(3);
});

it('follows another tab', () => {
  const { dataset, events, kept } = open();
  let heard = 0;
  onLookChoice(() => heard++);
  kept.set('onebar-size', 'largest');
  events.dispatchEvent(new Event('storage'));
  expect([dataset, heard]).toEqual([{ size: 'largest' }, 1]);
});

it('goes without where nothing may be kept', () => {
  open({}, false);
  keepLookChoice('theme', 'dark');
  expect(lookChoice('theme')).toBeUndefined();
});
