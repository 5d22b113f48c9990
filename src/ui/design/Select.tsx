// A choice of one among several, drawn like the other fields.
import type { ComponentProps } from 'react';
import { classNames } from './class-names';
import styles from './Select.module.css';

export const Select = ({ className, ...select }: ComponentProps<'select'>) => (
  <select {...select} className={classNames(styles.select, className)} />
);
