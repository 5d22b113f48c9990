// Takes away what was written here and not stored, and remembers a message long enough to be put back.
import { useCallback, useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { OutboxItemView } from '../../store/state';
import { useActions } from '../app-context';
import { texts } from '../texts/en';

export type Discardable = Pick<OutboxItemView, 'id' | 'room' | 'what'>;

export interface Discarded {
  readonly room: RoomId;
  /** The message that can be put back; `undefined` where there is none. */
  readonly text: string | undefined;
  /** What became of it: a sentence. */
  readonly said: string;
}

export interface Discarding {
  readonly last: Discarded | undefined;
  readonly discard: (row: Discardable) => void;
  readonly dismiss: () => void;
}

export function useDiscard(): Discarding {
  const actions = useActions();
  const [last, setLast] = useState<Discarded>();

  const discard = useCallback(
    async ({ id, room, what }: Discardable) => {
      try {
        const text = await actions.discard(id);
        // The link may have come back and taken it along in the moment before the press.
        if (text === undefined) setLast({ room, text, said: texts.outbox.notDiscarded });
        else if (what === 'message') setLast({ room, text, said: texts.outbox.discarded });
        else setLast({ room, text: undefined, said: texts.outbox.changeDiscarded });
      } catch (error) {
        setLast({ room, text: undefined, said: texts.unexpected });
        throw error;
      }
    },
    [actions],
  );

  return {
    last,
    discard: useCallback((row) => void discard(row), [discard]),
    dismiss: useCallback(() => setLast(undefined), []),
  };
}
