// The way to the search. Its keys are among the others (keys/use-keys.ts).
import { Search } from 'lucide-react';
import { Link } from 'wouter';
import { searchPath } from '../place';
import { texts } from '../texts/texts';
import styles from './SearchLink.module.css';

export function SearchLink({ current }: { current: boolean }) {
  return (
    <Link
      href={searchPath}
      className={styles.link}
      aria-label={texts.search.title}
      aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
      aria-current={current ? 'page' : undefined}
    >
      <Search size={20} aria-hidden="true" />
    </Link>
  );
}
