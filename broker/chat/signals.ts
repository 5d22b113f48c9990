// What is fleeting in a room, put together: marks, typing, presence. Nobody keeps it for anybody, and only who looks at the room hears it.
import type { RoomId } from '../../src/protocol/ids';
import type { Topic } from '../../src/protocol/topics';
import type { FanOut, PublishAnswer, SessionHandle } from '../application';
import type { ChangeTable } from '../store/tables';
import type { Blocks } from './blocks';
import type { Devices } from './devices';
import type { MarksBook } from './marks';
import { createMarksBroadcast, type MarksBroadcast } from './marks-broadcast';
import type { People } from './people';
import { createPresence, type Presence } from './presence';
import { createPublishMarks } from './publish-marks';
import { createPublishTyping } from './publish-typing';
import type { Rooms } from './rooms';

export interface Signals {
  readonly presence: Presence;
  readonly markRose: MarksBroadcast['rose'];
  publish(session: SessionHandle, topic: SignalTopic, payload: Uint8Array): Promise<PublishAnswer>;
  /** These rows of the room were written. */
  changed(room: RoomId, changes: readonly ChangeTable[]): void;
  close(): void;
}

export type SignalTopic = Extract<Topic, { kind: 'marks' | 'typing' }>;

export function createSignals(deps: {
  readonly rooms: Rooms;
  readonly people: People;
  readonly blocks: Blocks;
  readonly devices: Devices;
  readonly marks: MarksBook;
  readonly fanOut: () => FanOut;
  /** Unix ms. */
  readonly clock: () => number;
}): Signals {
  const marksBroadcast = createMarksBroadcast(deps);
  const publishMarks = createPublishMarks({ ...deps, marksBroadcast });
  const publishTyping = createPublishTyping(deps);
  const presence = createPresence(deps);

  return {
    presence,
    markRose: marksBroadcast.rose,
    publish: async (session, { kind, room }, payload) =>
      kind === 'marks' ? publishMarks(session, room, payload) : publishTyping(session, room, payload),
    changed(room, changes) {
      if (changes.some(({ table, row }) => table === 'member' && row)) presence.look(room);
    },
    close() {
      marksBroadcast.close();
      presence.close();
    },
  };
}
