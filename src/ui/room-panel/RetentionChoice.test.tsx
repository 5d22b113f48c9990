// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { Change } from '../../protocol/room-change';
import type { OpenRoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { RetentionChoice } from './RetentionChoice';

afterEach(cleanup);

const none = { days: undefined, count: undefined };

function show(retention: OpenRoomView['retention'], mayChange = true) {
  cleanup();
  const changes: Change[] = [];
  const app = createFakeApp(
    {},
    {
      changeRoom: async (_room, change) => {
        changes.push(change);
        return { ok: true };
      },
    },
  );
  const open = { room: 'cave' as RoomId, retention } as OpenRoomView;
  render(
    <AppProvider app={app}>
      <RetentionChoice open={open} mayChange={mayChange} />
    </AppProvider>,
  );
  return changes;
}

test('says for how long messages are kept, here and on the whole server, to everybody whom it concerns', () => {
  show(undefined, false);
  expect(screen.queryByText(/For ever/)).toBeNull();
  show(undefined);
  expect(screen.getByText('For ever.')).toBeDefined();
  show({ own: { days: 30, count: undefined }, server: { days: undefined, count: 1000 } }, false);
  expect(screen.getByText('For 30 days.')).toBeDefined();
  expect(screen.getByText(/On this whole server: The newest 1,000\./)).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

test('changes it after saying what goes, and can take the rule away again', async () => {
  const changes = show({ own: { days: 3, count: undefined }, server: none });
  fireEvent.click(screen.getByRole('button', { name: 'Change how long' }));
  const dialog = within(screen.getByRole('dialog'));
  expect(dialog.getByText(/It does not come back/)).toBeDefined();
  fireEvent.change(dialog.getByLabelText('Keep messages for'), { target: { value: '7' } });
  fireEvent.change(dialog.getByLabelText('Keep of them'), { target: { value: '1000' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Remove the rest' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  fireEvent.click(screen.getByRole('button', { name: 'Change how long' }));
  fireEvent.change(screen.getByLabelText('Keep messages for'), { target: { value: '' } });
  fireEvent.click(screen.getByRole('button', { name: 'Keep all' }));
  await waitFor(() => expect(changes).toHaveLength(2));
  expect(changes).toEqual([
    { what: 'retention', days: 7, count: 1000 },
    { what: 'retention', ...none },
  ]);
});
