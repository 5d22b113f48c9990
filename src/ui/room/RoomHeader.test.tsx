// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RoomId, UserId } from '../../protocol/ids';
import type { AppState, CompanyView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { RoomHeader } from './RoomHeader';

const nowMs = new Date(2026, 10, 20, 12).getTime();
const room = 'lobby' as RoomId;
const asha = 'user-asha' as UserId;

beforeEach(() => {
  vi.useFakeTimers({ now: nowMs });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(facts: Partial<AppState['rooms'][number]> = {}) {
  const app = createFakeApp({ rooms: [fakeRoom('Lobby', facts)] });
  render(
    <AppProvider app={app}>
      <RoomHeader room={room} about={false} />
    </AppProvider>,
  );
  const company = (change: Partial<CompanyView> | undefined) =>
    act(async () => app.set({ company: change && { room, typing: [], presence: undefined, ...change } }));
  return { company };
}
const detail = () => screen.getByRole('banner').querySelector('p')?.textContent;

test('says who types, in the place of what the room is for', async () => {
  const { company } = show({ topicLine: 'All welcome' });
  expect(detail()).toBe('All welcome');
  await company({ typing: ['Ann'] });
  expect(detail()).toBe('Ann is typing');
  await company({ typing: ['Ann', 'Bo'] });
  expect(detail()).toBe('Ann and Bo are typing');
  await company({ typing: ['Ann', 'Bo', 'Cid'] });
  expect(detail()).toBe('Ann, Bo and Cid are typing');
  await company({ typing: ['Ann', 'Bo', 'Cid', 'Dee'] });
  expect(detail()).toBe('4 people are typing');
  await company(undefined);
  expect(detail()).toBe('All welcome');
});

test('says whether the other one is here, in a room of two', async () => {
  const { company } = show({ visibility: 'direct', partner: asha });
  expect(detail()).toBeUndefined();
  await company({ presence: [{ user: asha, seenMs: undefined }] });
  expect(detail()).toBe('here now');
  await company({ presence: [{ user: asha, seenMs: nowMs - 3 * 3_600_000 }] });
  expect(detail()).toBe('last seen 3 h ago');
  // The minute is not over yet.
  await company({ presence: [{ user: asha, seenMs: nowMs - 20_000 }] });
  expect(detail()).toBe('last seen 1 min ago');
  await company({ presence: [] });
  expect(detail()).toBeUndefined();
});

test('says nothing of another room', async () => {
  const { company } = show();
  await company({ room: 'cave' as RoomId, typing: ['Ann'] });
  expect(detail()).toBeUndefined();
});
