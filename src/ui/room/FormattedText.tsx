// A text with links, marks or names in it. Loaded when the first one is met: most words have none.
import { use } from 'react';
import { formatParts, type FormatPart } from './format-parts';
import styles from './FormattedText.module.css';
import { NamesContext } from './names-context';

export function FormattedText({ text, plain = false }: { text: string; plain?: boolean }) {
  const names = use(NamesContext);
  const parts = formatParts(text, names);
  if (plain) return parts.map((part) => (part.kind === 'marker' ? '' : part.text)).join('');
  return parts.map((part, index) => <Part key={index} {...part} />);
}

function Part({ bold, italic, ...part }: FormatPart) {
  const drawn = bold ? (
    <strong>
      <Plain {...part} />
    </strong>
  ) : (
    <Plain {...part} />
  );
  return italic ? <em>{drawn}</em> : drawn;
}

function Plain({ text, kind, href }: Omit<FormatPart, 'bold' | 'italic'>) {
  if (kind === 'text') return text;
  if (kind === 'marker') return null;
  if (kind === 'mention') return <span className={styles.mention}>{text}</span>;
  if (kind === 'code')
    return (
      <code dir="ltr" className={styles.code}>
        {text}
      </code>
    );
  if (kind === 'block')
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      <code dir="ltr" className={styles.block} data-scrolls tabIndex={0}>
        {text}
      </code>
    );
  return (
    <a
      href={href}
      className={styles.link}
      // What leads to another place in here needs no other tab.
      target={href?.startsWith(`${location.origin}${location.pathname}#`) ? undefined : '_blank'}
      rel="noopener noreferrer nofollow"
    >
      {text}
    </a>
  );
}
