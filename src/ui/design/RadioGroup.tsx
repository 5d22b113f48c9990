// One of a few that are all to be seen, side by side where there is room.
import { useId } from 'react';
import styles from './RadioGroup.module.css';

interface RadioGroupProps<V extends string> {
  legend: string;
  value: V;
  /** Each with its label, in the order to show them. */
  options: readonly (readonly [value: V, label: string])[];
  onChange: (value: V) => void;
}

export function RadioGroup<V extends string>({ legend, value, options, onChange }: RadioGroupProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.options}>
        {options.map(([each, label]) => (
          <label key={each} className={styles.option}>
            <input type="radio" name={name} checked={each === value} onChange={() => onChange(each)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
