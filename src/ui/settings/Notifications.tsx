// Whether new messages are told of beside all windows of this device, and whether that can be heard.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Notifier, NotifierState } from '../../store/notifier';
import { Button } from '../design/Button';
import { useNotifier } from '../notifications/notifier-context';
import { later } from '../texts/texts';
import styles from './Settings.module.css';

export function Notifications() {
  const notifier = useNotifier();
  return notifier && <Ways notifier={notifier} />;
}

function Ways({ notifier }: { notifier: Notifier }) {
  const { permission, on, sound } = useStore(notifier);
  const words = later.notifications;
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{words.heading}</h4>
      <p aria-live="polite">{words.states[stateOf(permission, on)]}</p>
      {permission === 'granted' && (
        <>
          <Check checked={on} onChange={(next) => (next ? void notifier.turnOn() : notifier.turnOff())}>
            {words.onDevice}
          </Check>
          {on && (
            <Check checked={sound} onChange={notifier.setSound}>
              {words.sound}
            </Check>
          )}
        </>
      )}
      {permission === 'ask' && (
        <Button className={styles.ask} onClick={() => void notifier.turnOn()}>
          {words.turnOn}
        </Button>
      )}
      {(permission === 'granted' || permission === 'ask') && <p className={styles.note}>{words.which}</p>}
    </section>
  );
}

const stateOf = (permission: NotifierState['permission'], on: boolean) => {
  if (permission !== 'granted') return permission;
  return on ? 'on' : 'off';
};

interface CheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

function Check({ checked, onChange, children }: CheckProps) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
