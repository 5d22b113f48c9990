// The emoji come when somebody first looks for one.
import { createChunkLoader } from '../chunk-loader';
import { parseEmoji } from './emoji-search';

export const loadEmoji = createChunkLoader(
  () => import('./emoji-data'),
  ({ emojiData }) => parseEmoji(emojiData),
);
