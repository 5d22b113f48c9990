// The emoji picker above the box. What is picked stands where the caret is.
import { useEffect, useRef, type RefObject } from 'react';
import { EmojiPicker } from '../emoji/EmojiPicker';
import { texts } from '../texts/texts';
import styles from './BoxEmoji.module.css';
import { replaceIn } from './replace-in';

interface BoxEmojiProps {
  area: RefObject<HTMLTextAreaElement | null>;
  onClose: () => void;
}

export function BoxEmoji({ area, onClose }: BoxEmojiProps) {
  const panel = useRef<HTMLDialogElement>(null);

  // Somebody goes on elsewhere: by a press outside of all that belongs to the box, or with the Tab key out of the picker.
  useEffect(() => {
    const onPress = ({ target }: Event) => {
      if (target instanceof Node && !area.current?.form?.contains(target)) onClose();
    };
    const onFocus = ({ target }: Event) => {
      if (target instanceof Node && !panel.current?.contains(target)) onClose();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('focusin', onFocus);
    };
  }, [area, onClose]);

  return (
    <dialog ref={panel} open className={styles.panel} aria-label={texts.box.emoji}>
      <EmojiPicker
        onPick={(emoji) => {
          const box = area.current;
          if (box) replaceIn(box, box.selectionStart, box.selectionEnd, emoji);
          onClose();
        }}
        onClose={() => {
          area.current?.focus({ preventScroll: true });
          onClose();
        }}
      />
    </dialog>
  );
}
