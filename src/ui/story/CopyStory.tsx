// Copies the story as text. Where the browser does not let a page copy, the text itself, ready to be copied by hand.
import { useCallback, useState } from 'react';
import type { StoryView } from '../../store/state';
import { Button } from '../design/Button';
import { later } from '../texts/en-later';
import { storyText } from './story-text';
import styles from './Story.module.css';

export function CopyStory({ story }: { story: StoryView }) {
  const [copied, setCopied] = useState<'yes' | 'by-hand'>();
  const selectAll = useCallback((area: HTMLTextAreaElement | null) => area?.select(), []);

  const copy = () =>
    // Missing without a secure context, and refused where the page may not: both are answers.
    (navigator.clipboard?.writeText(storyText(story)) ?? Promise.reject(new Error('No clipboard'))).then(
      () => setCopied('yes'),
      () => setCopied('by-hand'),
    );

  return (
    <div className={styles.copy}>
      <Button look="small" onClick={() => void copy()}>
        {later.story.copy}
      </Button>
      <output>{copied === 'yes' && later.story.copied}</output>
      {copied === 'by-hand' && (
        <label className={styles.byHand}>
          {later.story.copyYourself}
          <textarea ref={selectAll} readOnly rows={6} value={storyText(story)} />
        </label>
      )}
    </div>
  );
}
