// A text with links in it. Loaded when the first one is met: most words have none.
import { linkParts } from './link-parts';
import styles from './MessageRow.module.css';

export function LinkedText({ text }: { text: string }) {
  return linkParts(text).map((part, index) =>
    part.href === undefined ? (
      part.text
    ) : (
      <a
        key={index}
        href={part.href}
        className={styles.link}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {part.text}
      </a>
    ),
  );
}
