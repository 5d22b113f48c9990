// A round with the first letter of a name, in a tint that stays the same for that name.
import { classNames } from './class-names';
import styles from './Avatar.module.css';

const tints = ['ember', 'moss', 'straw', 'stone'] as const;

export function Avatar({ name }: { name: string }) {
  return (
    <span className={classNames(styles.avatar, styles[tintOf(name)])} aria-hidden="true">
      {initialOf(name)}
    </span>
  );
}

function initialOf(name: string): string {
  // A family emoji or a letter with its accents is one grapheme, though many code points.
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim());
  return (first?.segment ?? '').toLocaleUpperCase();
}

function tintOf(name: string): (typeof tints)[number] {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return tints[sum % tints.length] ?? 'stone';
}
