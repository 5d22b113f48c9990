// Choices below one another, each beside its label.
import { useId, type ComponentProps, type ReactNode } from 'react';
import styles from './Choices.module.css';
import { Select } from './Select';

export const Choices = ({ children }: { children: ReactNode }) => (
  <div className={styles.choices}>{children}</div>
);

export function Choice({ label, ...select }: { label: string } & Omit<ComponentProps<'select'>, 'id'>) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <Select {...select} id={id} />
    </>
  );
}
