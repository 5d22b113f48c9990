// In the settings: how to have Onebar as an app on this device, in the way that this browser knows.
import { Button } from '../design/Button';
import styles from '../settings/Settings.module.css';
import { later } from '../texts/texts';
import { useInstallation, useInstallationState } from './installation-context';
import type { Installation } from '../../store/installation';

export function Install() {
  const installation = useInstallation();
  return installation && <InstallWays installation={installation} />;
}

function InstallWays({ installation }: { installation: Installation }) {
  const { install } = useInstallationState(installation);
  const words = later.installation;
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{words.title}</h4>
      <p>{words.ways[install]}</p>
      {install === 'by-hand' && (
        <ol className={styles.steps}>
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {install === 'offered' && (
        <Button className={styles.ask} onClick={() => void installation.install()}>
          {words.install}
        </Button>
      )}
    </section>
  );
}
