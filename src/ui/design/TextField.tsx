// A labelled line of text with a hint that is always there and a problem when there is one.
import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './TextField.module.css';

interface TextFieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string;
  problem?: string | undefined;
  /** Stands inside the field, at its end. */
  end?: ReactNode;
}

export function TextField({ label, hint, problem, end, ...input }: TextFieldProps) {
  const id = useId();
  const told = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          type="text"
          {...input}
          id={id}
          className={classNames(styles.input, end !== undefined && styles.withEnd)}
          aria-describedby={told || undefined}
          aria-invalid={problem ? true : undefined}
        />
        {end}
      </div>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
