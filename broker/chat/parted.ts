// Two people of whom one has blocked the other still share their direct room, and nothing fleeting goes between them there.
import type { RoomId } from '../../src/protocol/ids';
import type { Blocks } from './blocks';
import type { Rooms } from './rooms';

export interface PartedDeps {
  readonly rooms: Pick<Rooms, 'row' | 'membersOf'>;
  readonly blocks: Pick<Blocks, 'has'>;
}

export function areParted({ rooms, blocks }: PartedDeps, room: RoomId): boolean {
  if (rooms.row(room)?.visibility !== 'direct') return false;
  const [one, other] = rooms.membersOf(room).keys();
  return one !== undefined && other !== undefined && (blocks.has(one, other) || blocks.has(other, one));
}
