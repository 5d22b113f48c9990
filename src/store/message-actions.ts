// What a person does with a message that is there: with its words, with what others wrote, and coming to it from elsewhere. Nobody
// needs it to read and to write, so it is loaded behind that.
import type { RoomId } from '../protocol/ids';
import type { Engine } from '../sync/engine';
import { createAmending } from './amend';
import { bringMessage } from './bring-message';
import { discardedRow } from './outbox-view';
import { createReacting, discardReactions } from './reacting';
import type { RoomReader } from './room-view';
import type { Actions } from './state';

export type MessageActions = Pick<Actions, 'edit' | 'takeBack' | 'react' | 'discard'> & {
  bring(reader: RoomReader, target: string): ReturnType<Actions['bring']>;
};

/** `open`: the room on the screen. */
export function createMessageActions(engine: Engine, open: () => RoomId | undefined): MessageActions {
  const { edit, takeBack } = createAmending(engine);
  const { react } = createReacting(engine);
  return {
    edit,
    takeBack,
    react: (id, emoji) => react(id, emoji, open()),
    async discard(id) {
      const row = await engine.db.outbox.discard(id);
      if (row) await discardReactions(engine.db, row.room, id);
      return row && discardedRow(row);
    },
    bring: (reader, target) => bringMessage(engine, reader, target),
  };
}
