// A button that is 44 px tall for fingers, whatever it looks like.
import type { ComponentProps } from 'react';
import { classNames } from './class-names';
import styles from './Button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** `main` is the one thing to do here, `plain` anything else, `danger` deletes, `quiet` has no border, `small` stands in a line of text. */
  look?: 'main' | 'plain' | 'danger' | 'quiet' | 'small';
}

export function Button({ look = 'plain', type = 'button', className, ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={classNames(styles.button, styles[look], className)} />;
}
