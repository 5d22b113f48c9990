// What may be done with one message, and its delivery story: every step of its way, and who has it.
import { useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { MessageView, Outcome, StoryView } from '../../store/state';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { Formatted } from '../room/Formatted';
import { mayAnswer } from '../room/message-ways';
import { sayReaction } from '../room/say-reaction';
import { later, texts } from '../texts/texts';
import { dayNumber, exactMoment } from '../texts/times';
import { useNow } from '../use-now';
import { CopyStory } from './CopyStory';
import { QuickReactions } from './QuickReactions';
import { SeenByPeople } from './SeenByPeople';
import { storyFacts, storySteps } from './story-text';
import { StoryWays } from './StoryWays';
import styles from './Story.module.css';
import { useStory } from './use-story';

export interface StoryProps {
  message: MessageView;
  room: RoomId;
  /** The person can write in the room. */
  mayWrite: boolean;
  onClose: () => void;
  onReply: () => void;
  onForward: () => void;
  onEdit: () => void;
  onDiscard: () => void;
}

export function Story(props: StoryProps) {
  const { message, mayWrite, onClose } = props;
  const { story, gone, problem } = useStory(message);
  const [answer, setAnswer] = useState<string>();
  const today = dayNumber(useNow(60_000));

  /** Closes when it worked. */
  const act = async (work: () => Promise<Outcome>) => {
    try {
      const outcome = await work();
      if (outcome.ok) onClose();
      else setAnswer(outcome.message);
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    }
  };

  return (
    <Dialog title={texts.story.title} closeLabel={texts.story.close} onClose={onClose}>
      <blockquote className={styles.quote}>
        <bdi className={styles.author}>{message.author}</bdi>
        <p dir="auto" className={styles.text}>
          {message.retracted ? <i>{texts.room.retracted}</i> : <Formatted text={message.text} plain />}
        </p>
      </blockquote>
      {mayWrite && mayAnswer(message) && <QuickReactions message={message} act={act} />}
      <StoryWays {...props} act={act} />
      <Problem>{answer ?? problem}</Problem>
      {gone && <p className={styles.facts}>{later.story.gone}</p>}
      <Reactors message={message} />
      {story && <Way story={story} today={today} />}
      {story && <CopyStory story={story} />}
    </Dialog>
  );
}

/** Who gave which emoji. */
function Reactors({ message: { reactions } }: { message: MessageView }) {
  if (reactions.length === 0) return null;
  return (
    <section>
      <h3 className={styles.title}>{texts.row.reactions}</h3>
      <ul>
        {reactions.map((reaction) => (
          <li key={reaction.emoji}>{sayReaction(reaction)}</li>
        ))}
      </ul>
    </section>
  );
}

function Way({ story, today }: { story: StoryView; today: number }) {
  const facts = storyFacts(story);
  return (
    <>
      {facts.length > 0 && <p className={styles.facts}>{facts.join('. ')}</p>}
      <ol className={styles.steps}>
        {storySteps(story).map(({ what, atMs, detail }, index) => (
          // Steps are only ever added at the end.
          <li key={index}>
            <span>{what}</span>{' '}
            <time dateTime={new Date(atMs).toISOString()}>{exactMoment(atMs, today)}</time>
            {detail && <p className={styles.detail}>{detail}</p>}
          </li>
        ))}
      </ol>
      {story.seq !== undefined && (
        <div className={styles.seen}>
          <SeenByPeople
            title={later.story.deliveredTo}
            seen={story.delivered}
            count={story.counts?.delivered}
            today={today}
          />
          <SeenByPeople
            title={later.story.readBy}
            seen={story.read}
            count={story.counts?.read}
            today={today}
          />
        </div>
      )}
    </>
  );
}
