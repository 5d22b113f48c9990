// The message that the next words answer: begun from a message, kept on disk with the draft, and over when they are sent.
import { useCallback, useRef, useState } from 'react';
import type { MessageView, OpenRoomView, Outcome, ReplyView } from '../../store/state';
import { useActions } from '../app-context';

export interface Replying {
  readonly reply: ReplyView | undefined;
  readonly start: (message: MessageView) => void;
  readonly end: () => void;
  /** For the box of the draft. */
  readonly send: (text: string) => Promise<Outcome>;
  readonly saveDraft: (text: string) => void;
}

export function useReply({
  room,
  items,
  draft,
  draftReply,
}: Pick<OpenRoomView, 'room' | 'items' | 'draft' | 'draftReply'>): Replying {
  const actions = useActions();
  const [begun, setBegun] = useState(draftReply);
  // The box outlives what is drawn, and asks when its words leave.
  const current = useRef(draftReply?.id);
  const text = useRef(draft);

  const answer = useCallback((next: ReplyView | undefined) => {
    current.current = next?.id;
    setBegun(next);
  }, []);
  const saveDraft = useCallback(
    (words: string) => {
      text.current = words;
      actions.saveDraft(room, words, current.current);
    },
    [actions, room],
  );
  const start = useCallback(
    (message: MessageView) => {
      answer(replyTo(message));
      saveDraft(text.current);
    },
    [answer, saveDraft],
  );
  const end = useCallback(() => {
    answer(undefined);
    saveDraft(text.current);
  }, [answer, saveDraft]);
  const send = useCallback(
    async (words: string) => {
      const sent = current.current;
      const outcome = await actions.send(room, words, sent);
      // Another one may have been begun while it was saved.
      if (outcome.ok && sent !== undefined && current.current === sent) answer(undefined);
      return outcome;
    },
    [actions, room, answer],
  );

  const here = begun && items.findLast((item) => item.type === 'message' && item.id === begun.id);
  return { reply: here?.type === 'message' ? replyTo(here) : begun, start, end, send, saveDraft };
}

/** As it reads now. */
const replyTo = ({ id, author, text, retracted }: MessageView): ReplyView => ({
  id,
  author,
  text: retracted ? '' : text,
  state: retracted ? 'retracted' : 'here',
});
