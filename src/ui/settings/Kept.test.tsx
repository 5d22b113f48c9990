// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Db } from '../../db/db';
import { createFakeDisk, me, roomA, textEntry, written } from '../../db/fake-disk';
import type { DeviceId } from '../../protocol/ids';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Kept } from './Kept';

let db: Db;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'Cave', visibility: 'public', head: 1_000, read: 1_000 }]);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  db.close();
});

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

async function show(messages: number) {
  await db.log.put(
    roomA,
    Array.from({ length: messages }, (_, k) => textEntry(k + 1)),
  );
  await db.outbox.add(written(1));
  const account = { user: me, name: 'Mira', device: 'device' as DeviceId, token: 'secret' };
  const app = createFakeApp({}, { withKept: (work) => work({ db, account, nameOf: () => 'Bo' }) });
  render(
    <AppProvider app={app}>
      <Kept />
    </AppProvider>,
  );
  await screen.findByText(/messages? in/);
}

test('says what is kept, and removes what is old after it was said what goes', async () => {
  await show(1_000);
  expect(screen.getByText('1,000 messages in 1 room')).toBeDefined();
  expect(screen.getByText('1 not sent yet')).toBeDefined();
  fireEvent.click(button('Remove old messages here…'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Remove old messages from this device?' }));
  expect(dialog.getByText(/^800 old messages go from this device and stay on the server\./)).toBeDefined();
  expect(dialog.getByText(/not sent yet is safe/)).toBeDefined();
  const go = dialog.getByRole('button', { name: 'Remove them' });
  go.focus();
  fireEvent.click(go);
  // The button that was pressed is still there: the focus stays.
  expect(document.activeElement?.textContent).toBe('Stop');
  expect(await screen.findByText('800 messages were removed from this device.')).toBeDefined();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(await screen.findByText('200 messages in 1 room')).toBeDefined();
  expect(await db.outbox.list()).toHaveLength(1);
});

test('removes nothing when it is told to keep it', async () => {
  await show(1_000);
  fireEvent.click(button('Remove old messages here…'));
  fireEvent.click(await screen.findByRole('button', { name: 'Keep them' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(await db.log.held(roomA)).toEqual([[1, 1_000]]);
});

test('says so where there is nothing old', async () => {
  await show(20);
  fireEvent.click(button('Remove old messages here…'));
  expect(await screen.findByText('There is nothing old here to remove.')).toBeDefined();
});

test('makes a file of it, and offers it to be saved', async () => {
  const made: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${made.push(blob as Blob)}`);
  const revoked = vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
  await show(20);
  fireEvent.click(button('Export my data'));
  const link = await screen.findByRole<HTMLAnchorElement>('link', { name: /^Save the file, / });
  expect([link.getAttribute('href'), link.download]).toEqual([
    'blob:1',
    expect.stringMatching(/^onebar-\d{4}-\d\d-\d\d\.json$/),
  ]);
  expect(screen.getByText(/^The file is ready\. Whoever has the file can read all of it\./)).toBeDefined();
  expect(JSON.parse(await made[0]!.text())).toMatchObject({ outbox: [{ text: 'mine 1' }] });
  cleanup();
  expect(revoked).toHaveBeenCalledWith('blob:1');
});
