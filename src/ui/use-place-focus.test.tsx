// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { usePlaceFocus } from './use-place-focus';

afterEach(cleanup);

function Page({ path }: { path: string }) {
  usePlaceFocus(path);
  return path === '/' ? (
    <>
      <h1>Onebar</h1>
      <ul>
        <li data-room="cave">
          <a href="#/room/cave">Cave</a>
        </li>
      </ul>
    </>
  ) : (
    <main>
      <h2>{path}</h2>
      <input aria-label="box" />
    </main>
  );
}
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

test('goes to the title of a place, and back to the room one came from', async () => {
  const { rerender } = render(<Page path="/" />);
  await settle();
  expect(document.activeElement).toBe(document.body);
  screen.getByRole('link').focus();
  rerender(<Page path="/room/cave" />);
  await settle();
  expect(document.activeElement).toBe(screen.getByRole('heading'));
  rerender(<Page path="/" />);
  await settle();
  expect(document.activeElement).toBe(screen.getByRole('link'));
});

test('goes to the title of the list from a place that is no room', async () => {
  const { rerender } = render(<Page path="/settings" />);
  rerender(<Page path="/" />);
  await settle();
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Onebar' }));
});

test('leaves the focus where it is of use', async () => {
  const { rerender } = render(<Page path="/settings" />);
  const box = screen.getByRole('textbox');
  // Nothing is laid out here, so a box is made to be.
  box.getClientRects = () => [new DOMRect(0, 0, 10, 10)] as unknown as DOMRectList;
  box.focus();
  rerender(<Page path="/outbox" />);
  await settle();
  expect(document.activeElement).toBe(box);
});
