// What may be done with a message: answer, copy and forward it; edit, discard or take back an own one.
import { useEffect, useRef, useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import type { MessageView, Outcome } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { CopyButton } from '../design/CopyButton';
import { messagePath } from '../place';
import { hasLink, mayAnswer, mayChange } from '../room/message-ways';
import { later, texts } from '../texts/texts';
import styles from './Story.module.css';

interface StoryWaysProps {
  message: MessageView;
  room: RoomId;
  mayWrite: boolean;
  act: (work: () => Promise<Outcome>) => Promise<void>;
  onReply: () => void;
  onForward: () => void;
  onEdit: () => void;
  onDiscard: () => void;
}

export function StoryWays(props: StoryWaysProps) {
  const { message, room, mayWrite, act, onReply, onForward, onEdit, onDiscard } = props;
  const actions = useActions();
  const mayDiscard = useAppState((state) =>
    state.outbox.some((row) => row.id === message.id && row.mayDiscard),
  );
  const [asks, setAsks] = useState(false);

  if (asks)
    return (
      <AskFirst
        onKeep={() => setAsks(false)}
        onTakeBack={() => void act(() => actions.takeBack(message.id))}
      />
    );
  return (
    <div className={styles.ways}>
      {mayWrite && mayAnswer(message) && <Button onClick={onReply}>{later.ways.reply}</Button>}
      {message.text !== '' && (
        <>
          <Button onClick={onForward}>{later.ways.forward}</Button>
          <Copy label={later.ways.copyText} text={message.text} />
        </>
      )}
      {hasLink(message) && (
        <Copy
          label={later.copy.link}
          text={`${location.origin}${location.pathname}#${messagePath(room, message.id)}`}
        />
      )}
      {mayChange(message) && (
        <>
          <Button onClick={onEdit}>{later.story.edit}</Button>
          {mayDiscard ? (
            <Button look="danger" onClick={onDiscard}>
              {texts.room.discard}
            </Button>
          ) : (
            <Button look="danger" onClick={() => setAsks(true)}>
              {later.story.takeBack}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

const Copy = ({ label, text }: { label: string; text: string }) => (
  <CopyButton text={text} label={label} copiedLabel={later.copy.copied} byHandLabel={later.copy.yourself} />
);

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
