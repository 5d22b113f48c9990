// An own message that gets another text. It has a box of its own, so that the draft stays where it is meanwhile.
import { useCallback, useState } from 'react';
import type { MessageView } from '../../store/state';
import { useActions } from '../app-context';
import { texts } from '../texts/en';
import { createBox, type Box } from './box';

export interface Editing {
  /** The box of the message that is being edited; `undefined`: none is. */
  readonly box: Box | undefined;
  readonly start: (message: MessageView) => void;
  readonly cancel: () => void;
}

export function useEditing(): Editing {
  const actions = useActions();
  const [box, setBox] = useState<Box>();
  const cancel = useCallback(() => setBox(undefined), []);

  const start = useCallback(
    ({ id, text: before }: MessageView) => {
      const editBox = createBox({
        draft: before,
        async send(text) {
          const outcome = text === before.trim() ? ({ ok: true } as const) : await actions.edit(id, text);
          if (outcome.ok) setBox((now) => (now === editBox ? undefined : now));
          return outcome;
        },
        saveDraft: () => {},
        unexpected: texts.unexpected,
      });
      setBox(editBox);
    },
    [actions],
  );

  return { box, start, cancel };
}
