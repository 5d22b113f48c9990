// Reads a message's story from this device, again whenever the message changes and every few seconds:
// that somebody else has it too changes the story without changing the message.
import { useEffect, useState } from 'react';
import type { MessageView, StoryView } from '../../store/state';
import { useActions } from '../app-context';
import { texts } from '../texts/texts';

const everyMs = 3000;

export interface StoryRead {
  readonly story: StoryView | undefined;
  /** The message is not on this device any more. */
  readonly gone: boolean;
  readonly problem: string | undefined;
}

export function useStory(message: MessageView): StoryRead {
  const actions = useActions();
  const [read, setRead] = useState<StoryRead>({ story: undefined, gone: false, problem: undefined });
  useEffect(() => {
    let wanted = true;
    // In a large room each look asks the server: once is enough for a weak link.
    let asksServer = false;
    const look = () =>
      actions.story(message.id).then(
        (story) => {
          asksServer = story?.counts !== undefined;
          if (wanted) setRead({ story, gone: story === undefined, problem: undefined });
        },
        (error: unknown) => {
          if (wanted) setRead((before) => ({ ...before, problem: texts.unexpected }));
          throw error;
        },
      );
    void look();
    const timer = setInterval(() => {
      if (!asksServer) void look();
    }, everyMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [actions, message]);
  return read;
}
