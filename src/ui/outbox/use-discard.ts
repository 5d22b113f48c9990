// Takes away what was written here and not stored, and remembers it long enough to be put back.
import { useCallback, useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { DiscardedRow, OutboxItemView } from '../../store/state';
import { useActions } from '../app-context';
import { texts } from '../texts/texts';

export type Discardable = Pick<OutboxItemView, 'id' | 'room' | 'what'>;

export interface Discarded {
  readonly room: RoomId;
  /** What can be put back; `undefined` where nothing went. */
  readonly row: DiscardedRow | undefined;
  /** What became of it: a sentence. */
  readonly said: string;
}

export interface Discarding {
  readonly last: Discarded | undefined;
  readonly discard: (row: Discardable) => void;
  /** Words that were let go in another way. */
  readonly tell: (row: DiscardedRow, room: RoomId) => void;
  readonly dismiss: () => void;
}

export function useDiscard(): Discarding {
  const actions = useActions();
  const [last, setLast] = useState<Discarded>();

  const tell = useCallback(
    (row: DiscardedRow, room: RoomId) =>
      setLast({
        room,
        row,
        said: row.what === 'message' ? texts.outbox.discarded : texts.outbox.changeDiscarded,
      }),
    [],
  );

  const discard = useCallback(
    async ({ id, room, what }: Discardable) => {
      try {
        const row = await actions.discard(id);
        // The link may have come back and taken it along in the moment before the press.
        if (row) tell(row, room);
        else
          setLast({
            room,
            row,
            said: what === 'message' ? texts.outbox.notDiscarded : texts.outbox.changeNotDiscarded,
          });
      } catch (error) {
        setLast({ room, row: undefined, said: texts.unexpected });
        throw error;
      }
    },
    [actions, tell],
  );

  return {
    last,
    discard: useCallback((row) => void discard(row), [discard]),
    tell,
    dismiss: useCallback(() => setLast(undefined), []),
  };
}
