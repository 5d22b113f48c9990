// What there is to say of the app itself, one line each and never in the way: a newer version, and, once, that it can be installed.
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { NotificationOffer } from '../notifications/NotificationOffer';
import { later } from '../texts/texts';
import { useInstallation, useInstallationState } from './installation-context';
import type { Installation } from '../../store/installation';
import styles from './Notices.module.css';

export function Notices() {
  const installation = useInstallation();
  return (
    <>
      {installation && <UpdateReady installation={installation} />}
      {installation && <Offers installation={installation} />}
    </>
  );
}

function UpdateReady({ installation }: { installation: Installation }) {
  const { update } = useInstallationState(installation);
  const words = later.installation;
  return (
    <output aria-label={words.updateLabel}>
      {update !== 'none' && (
        <span className={styles.line}>
          <span>
            <strong>{words.updateReady}</strong> {update === 'unsaved' ? words.unsaved : words.updateSafe}
          </span>
          <Button look="small" disabled={update === 'taking'} onClick={() => void installation.update()}>
            {words.update}
          </Button>
        </span>
      )}
    </output>
  );
}

/** One at a time. */
function Offers({ installation }: { installation: Installation }) {
  const { offer, install } = useInstallationState(installation);
  return offer && install === 'offered' ? (
    <InstallOffer installation={installation} />
  ) : (
    <NotificationOffer />
  );
}

/** After the first words that arrived: now the person knows what it is for. */
function InstallOffer({ installation }: { installation: Installation }) {
  const wrote = useAppState(
    ({ open }) =>
      open?.items.some((item) => item.type === 'message' && item.own && item.seq !== undefined) ?? false,
  );
  if (!wrote) return null;
  const words = later.installation;
  const ask = async () => {
    await installation.install();
    installation.dismissOffer();
  };
  return (
    <section className={styles.line} aria-label={words.title}>
      <span>{words.offer}</span>
      <span className={styles.ways}>
        <Button look="small" onClick={() => void ask()}>
          {words.install}
        </Button>
        <Button look="small" onClick={installation.dismissOffer}>
          {words.notNow}
        </Button>
      </span>
    </section>
  );
}
