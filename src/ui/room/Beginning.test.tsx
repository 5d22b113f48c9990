// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { OpenRoomView } from '../../store/state';
import { Beginning } from './Beginning';

afterEach(cleanup);

const show = (older: OpenRoomView['older'], problem?: string) => {
  cleanup();
  const open = { name: 'Cave', older } as OpenRoomView;
  render(<Beginning open={open} problem={problem} onLoad={() => undefined} />);
  return document.body.textContent;
};

test('says that a room begins, that more comes, or that older was removed', () => {
  expect(show('none')).toBe('This is where Cave begins');
  expect(show('at-broker')).toBe('Older messages are on their way');
  expect(show('removed')).toBe('Older was removed');
  // What did not come a moment ago is there no more, so there is nothing to fetch.
  expect(show('removed', 'The server does not answer.')).toBe('Older was removed');
  expect(show('here', 'The server does not answer.')).toContain('Older messages are not here yet.');
  expect(screen.getByRole('button', { name: 'Fetch older' })).toBeDefined();
});
