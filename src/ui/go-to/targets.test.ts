import { expect, test } from 'vitest';
import type { UserId } from '../../protocol/ids';
import { fakeRoom } from '../fake-app';
import { targetsFor } from './targets';

const person = (name: string) => ({ user: `user-${name.toLowerCase()}` as UserId, name });
const names = (text: string, rooms: string[], people: string[] = []) =>
  targetsFor(
    text,
    rooms.map((name) => fakeRoom(name)),
    people.map(person),
  ).map(({ name }) => name);

test('shows the rooms in their order when nothing was typed', () => {
  expect(names('', ['Lobby', 'Attic'])).toEqual(['Lobby', 'Attic']);
});

test('puts names that begin with what was typed before those that have it inside', () => {
  expect(names('bo', ['Lobo', 'Boat house'], ['Bo'])).toEqual(['Boat house', 'Bo', 'Lobo']);
});

test('offers nobody twice: with whom there is a room for two, that room is offered', () => {
  const bo = person('Bo');
  const targets = targetsFor('bo', [fakeRoom('Bo', { partner: bo.user })], [bo]);
  expect(targets.map(({ kind }) => kind)).toEqual(['room']);
});
