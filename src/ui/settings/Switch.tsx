// Something that is on or off, and below it what that means.
import { useId } from 'react';
import styles from './Switch.module.css';

interface SwitchProps {
  label: string;
  why: string;
  checked: boolean;
  disabled?: boolean;
  describedBy?: string | undefined;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, why, checked, disabled = false, describedBy, onChange }: SwitchProps) {
  const whyId = useId();
  return (
    <>
      <label className={styles.switch}>
        <input
          type="checkbox"
          aria-describedby={describedBy === undefined ? whyId : `${whyId} ${describedBy}`}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      <p id={whyId} className={styles.why}>
        {why}
      </p>
    </>
  );
}
