// Said before it is sent: more than one message can hold. The way out is to send it as several, in order.
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { defaultMaxPayloadBytes } from '../../protocol/limits';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import type { Box } from '../room/box';
import { later } from '../texts/texts';
import styles from './LongText.module.css';
import { fittingChars, splitText, utf8Bytes } from './split-text';

/** What an entry has besides its words: its id, the message that it answers or changes, lengths. */
const aroundBytes = 64;

interface LongTextProps {
  box: Box;
  area: RefObject<HTMLTextAreaElement | null>;
  /** It is the new text of a message, and must stay one. */
  edits: boolean;
}

export function LongText({ box, area, edits }: LongTextProps) {
  const { text } = useSyncExternalStore(box.subscribe, box.getState);
  const maxBytes = useMaxBytes();
  const button = useRef<HTMLButtonElement>(null);

  const isTooLong = utf8Bytes(text) > maxBytes;
  const parts = useMemo(
    () => (isTooLong ? splitText(text, maxBytes).length : 0),
    [isTooLong, text, maxBytes],
  );

  useEffect(() => {
    if (!isTooLong) return undefined;
    box.hold(() => button.current?.focus());
    return () => box.hold(undefined);
  }, [box, isTooLong]);

  if (!isTooLong) return null;
  const words = later.longText;
  return (
    <div className={styles.long}>
      <p className={styles.words}>
        <span role="alert">{edits ? words.editTooLong : words.tooLong}</span>{' '}
        {words.over(text.length - fittingChars(text, 0, maxBytes))}
      </p>
      {!edits && (
        <Button
          ref={button}
          onClick={() => {
            area.current?.focus();
            box.submit((whole) => splitText(whole, maxBytes));
          }}
        >
          {words.send(parts)}
        </Button>
      )}
    </div>
  );
}

/** As the server said last. */
function useMaxBytes(): number {
  const actions = useActions();
  const [payloadBytes, setPayloadBytes] = useState(defaultMaxPayloadBytes);
  useEffect(() => {
    void actions.remembered('maxPayloadBytes').then((known) => {
      if (typeof known === 'number') setPayloadBytes(known);
    });
  }, [actions]);
  return payloadBytes - aroundBytes;
}
