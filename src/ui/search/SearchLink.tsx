// The way to the search, from everywhere also by Ctrl+Shift+F (⌘⇧F).
import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { searchPath } from '../place';
import { texts } from '../texts/texts';
import styles from './SearchLink.module.css';

export function SearchLink({ current }: { current: boolean }) {
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, shiftKey } = event;
      if (!(ctrlKey || metaKey) || !shiftKey || key.toLowerCase() !== 'f') return;
      event.preventDefault();
      navigate(searchPath);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);
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
