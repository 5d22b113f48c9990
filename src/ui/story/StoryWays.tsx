// What may be done with a message from its story: copy the story; edit, discard or take back an own one.
import { useEffect, useRef, useState } from 'react';
import type { MessageView, StoryView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { later, texts } from '../texts/texts';
import { CopyStory } from './CopyStory';
import styles from './Story.module.css';

interface StoryWaysProps {
  message: MessageView;
  story: StoryView | undefined;
  onEdit: () => void;
  onDiscard: () => void;
  onProblem: (problem: string) => void;
  onClose: () => void;
}

export function StoryWays({ message, story, onEdit, onDiscard, onProblem, onClose }: StoryWaysProps) {
  const actions = useActions();
  const mayDiscard = useAppState((state) =>
    state.outbox.some((row) => row.id === message.id && row.mayDiscard),
  );
  const [asks, setAsks] = useState(false);
  const mayChange = message.own && !message.retracted && !message.unknownKind;

  const takeBack = async () => {
    try {
      const outcome = await actions.takeBack(message.id);
      if (outcome.ok) onClose();
      else onProblem(outcome.message);
    } catch (error) {
      onProblem(texts.unexpected);
      throw error;
    }
  };

  if (asks) return <AskFirst onKeep={() => setAsks(false)} onTakeBack={() => void takeBack()} />;
  return (
    <>
      {story && <CopyStory story={story} />}
      {mayChange && (
        <ButtonRow>
          {mayDiscard ? (
            <Button look="danger" onClick={onDiscard}>
              {texts.room.discard}
            </Button>
          ) : (
            <Button look="danger" onClick={() => setAsks(true)}>
              {later.story.takeBack}
            </Button>
          )}
          <Button onClick={onEdit}>{later.story.edit}</Button>
        </ButtonRow>
      )}
    </>
  );
}

function AskFirst({ onKeep, onTakeBack }: { onKeep: () => void; onTakeBack: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone, and Enter pressed once more must take nothing back.
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className={styles.ask}>
      <p aria-live="polite">{later.story.ask}</p>
      <ButtonRow>
        <Button ref={keep} look="main" onClick={onKeep}>
          {later.story.keep}
        </Button>
        <Button look="danger" onClick={onTakeBack}>
          {later.story.takeBack}
        </Button>
      </ButtonRow>
    </div>
  );
}
