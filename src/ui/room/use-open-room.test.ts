// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import { createFakeApp, fakeMessage } from '../fake-app';
import { createOpenRoom } from './use-open-room';

let frames: ((() => void) | undefined)[] = [];
let isSeen = true;

beforeEach(() => {
  frames = [];
  isSeen = true;
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => {
    frames[frame - 1] = undefined;
  });
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (isSeen ? 'visible' : 'hidden'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const roomWith = (from: number, to: number, room = 'lobby') =>
  ({
    room: room as RoomId,
    items: Array.from({ length: to - from + 1 }, (_, i) => fakeMessage(from + i)),
  }) as unknown as OpenRoomView;

function show(open = roomWith(10, 20)) {
  const app = createFakeApp({ open });
  const source = createOpenRoom(app);
  const told: (OpenRoomView | undefined)[] = [];
  const stop = source.subscribe(() => told.push(source.get()));
  const draw = () => {
    for (const frame of frames.splice(0)) frame?.();
  };
  return { app, source, told, stop, draw };
}

test('what comes below the rest is there at once', () => {
  const { app, told } = show();
  const open = roomWith(10, 21);
  app.set({ open });
  expect(told).toEqual([open]);
});

test('older ones come with the next frame, and with them what came meanwhile', () => {
  const { app, source, told, draw } = show();
  const before = source.get();
  app.set({ open: roomWith(1, 20) });
  const open = roomWith(1, 22);
  app.set({ open });
  expect([source.get(), told]).toEqual([before, []]);
  draw();
  expect([source.get(), told]).toEqual([open, [open]]);
  expect(frames).toEqual([]);
});

test('what goes from above comes with the next frame too', () => {
  const { app, told, draw } = show();
  const open = roomWith(15, 20);
  app.set({ open });
  expect(told).toEqual([]);
  draw();
  expect(told).toEqual([open]);
});

test('another room, and none, are there at once', () => {
  const { app, told } = show();
  const open = roomWith(1, 20, 'cave');
  app.set({ open });
  app.set({ open: undefined });
  expect(told).toEqual([open, undefined]);
});

test('nobody waits for a frame of a page that is not seen', () => {
  const { app, told } = show();
  isSeen = false;
  const open = roomWith(1, 20);
  app.set({ open });
  expect(told).toEqual([open]);
});

test('what changed before anybody listened is told, and nothing afterwards', () => {
  const app = createFakeApp({ open: roomWith(10, 20) });
  const source = createOpenRoom(app);
  const open = roomWith(10, 21);
  app.set({ open });
  const tell = vi.fn<() => void>();
  const stop = source.subscribe(tell);
  expect(source.get()).toBe(open);
  app.set({ open: roomWith(1, 21) });
  stop();
  expect(frames.filter(Boolean)).toEqual([]);
  app.set({ open: roomWith(10, 22) });
  expect(tell).toHaveBeenCalledTimes(1);
});
