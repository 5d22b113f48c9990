// A button for what only the server can do: without a connection it waits, and says why.
import { useId, type ComponentProps } from 'react';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { texts } from '../texts/texts';
import styles from './OnlineButton.module.css';

export function OnlineButton({ disabled, ...rest }: ComponentProps<typeof Button>) {
  const online = useAppState(({ connection }) => connection.state === 'online');
  const id = useId();
  if (online) return <Button {...rest} disabled={disabled} />;
  return (
    <span className={styles.waits}>
      <Button {...rest} disabled aria-describedby={id} />
      <span id={id} className={styles.why}>
        {texts.needsConnection}
      </span>
    </span>
  );
}
