// The delivery story of one message: every step of its way, who has it, and what may be done with an own one.
import { useState } from 'react';
import type { MessageView, StoryView } from '../../store/state';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { later, texts } from '../texts/texts';
import { dayNumber, exactMoment } from '../texts/times';
import { useNow } from '../use-now';
import { SeenByPeople } from './SeenByPeople';
import { storyFacts, storySteps } from './story-text';
import { StoryWays } from './StoryWays';
import styles from './Story.module.css';
import { useStory } from './use-story';

interface StoryProps {
  message: MessageView;
  onClose: () => void;
  onEdit: () => void;
  onDiscard: () => void;
}

export function Story({ message, onClose, onEdit, onDiscard }: StoryProps) {
  const { story, gone, problem } = useStory(message);
  const [answer, setAnswer] = useState<string>();
  const today = dayNumber(useNow(60_000));
  return (
    <Dialog title={texts.story.title} closeLabel={texts.story.close} onClose={onClose}>
      <blockquote className={styles.quote}>
        <bdi className={styles.author}>{message.author}</bdi>
        <p dir="auto" className={styles.text}>
          {message.retracted ? <i>{texts.room.retracted}</i> : message.text}
        </p>
      </blockquote>
      {gone && <p className={styles.facts}>{later.story.gone}</p>}
      {story && <Way story={story} today={today} />}
      <Problem>{answer ?? problem}</Problem>
      <StoryWays
        message={message}
        story={story}
        onEdit={onEdit}
        onDiscard={onDiscard}
        onProblem={setAnswer}
        onClose={onClose}
      />
    </Dialog>
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
