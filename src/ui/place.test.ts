import { expect, test } from 'vitest';
import type { RoomId } from '../protocol/ids';
import { aboutPath, messagePath, placeOf, roomPath } from './place';

const room = 'Lr4nD0mRo0m' as RoomId;
const id = '0196d4b0-5c00-7abc-8def-0123456789ab';

test('a room, what is about it, and a message of it have addresses', () => {
  expect(placeOf(roomPath(room))).toEqual({ at: 'room', room, about: false });
  expect(placeOf(aboutPath(room))).toEqual({ at: 'room', room, about: true });
  expect(placeOf(messagePath(room, id))).toEqual({ at: 'room', room, about: false, target: id });
  expect(placeOf(messagePath(room, '120'))).toEqual({ at: 'room', room, about: false, target: '120' });
});

test('an address that means nothing leads to the rooms', () => {
  for (const path of [`/room/${room}/else`, `/room/${room}/12/13`, '/room/<b>', '/room/', '/nowhere'])
    expect(placeOf(path)).toEqual({ at: 'rooms' });
});
