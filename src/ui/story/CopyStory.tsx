// Copies the story as text.
import type { StoryView } from '../../store/state';
import { CopyButton } from '../design/CopyButton';
import { later } from '../texts/texts';
import { storyText } from './story-text';

export function CopyStory({ story }: { story: StoryView }) {
  return (
    <CopyButton
      look="small"
      text={storyText(story)}
      label={later.story.copy}
      copiedLabel={later.copy.copied}
      byHandLabel={later.copy.yourself}
    />
  );
}
