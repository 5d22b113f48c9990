// Copies a text. Where the browser does not let a page copy, it shows the text, selected, ready to be copied by hand.
import { useCallback, useState } from 'react';
import { Button } from './Button';
import styles from './CopyButton.module.css';

interface CopyButtonProps {
  text: string;
  /** What the button says, for instance `Copy link`. */
  label: string;
  /** What is said when it worked. */
  copiedLabel: string;
  /** Stands above the text when it has to be copied by hand. */
  byHandLabel: string;
  look?: 'main' | 'plain' | 'small';
}

export function CopyButton({ text, label, copiedLabel, byHandLabel, look = 'plain' }: CopyButtonProps) {
  const [state, setState] = useState<{ text: string; copied: boolean }>();
  const selectAll = useCallback((area: HTMLTextAreaElement | null) => area?.select(), []);
  // What was said of another text is over.
  const copied = state?.text === text ? state.copied : undefined;

  const copy = () =>
    // Missing without a secure context, and refused where the page may not: both are answers.
    (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('No clipboard'))).then(
      () => setState({ text, copied: true }),
      () => setState({ text, copied: false }),
    );

  return (
    <div className={styles.copy}>
      <Button look={look} onClick={() => void copy()}>
        {label}
      </Button>
      <output className={styles.copied}>{copied === true && copiedLabel}</output>
      {copied === false && (
        <label className={styles.byHand}>
          {byHandLabel}
          {/* Nobody typed it: a new version may reload the page. */}
          <textarea
            ref={selectAll}
            readOnly
            data-kept=""
            dir="auto"
            rows={text.includes('\n') ? 6 : 2}
            value={text}
            onFocus={(event) => event.target.select()}
          />
        </label>
      )}
    </div>
  );
}
