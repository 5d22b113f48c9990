// Offers notifications once, when the first words were written: now the person knows whose answers they would tell of.
import { useStore } from 'zustand';
import type { Notifier } from '../../store/notifier';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import styles from '../installation/Notices.module.css';
import { later } from '../texts/texts';
import { useNotifier } from './notifier-context';

export function NotificationOffer() {
  const notifier = useNotifier();
  return notifier && <Offer notifier={notifier} />;
}

function Offer({ notifier }: { notifier: Notifier }) {
  const { offer, permission } = useStore(notifier);
  const wrote = useAppState(
    ({ open }) => open?.items.some((item) => item.type === 'message' && item.own) ?? false,
  );
  // One thing at a time.
  const isBusy = useAppState(({ firstRun }) => firstRun !== undefined);
  if (!offer || !wrote || isBusy || permission !== 'ask') return null;
  const words = later.notifications;
  return (
    <section className={styles.line} aria-label={words.heading}>
      <span>{words.offer}</span>
      <span className={styles.ways}>
        <Button look="small" onClick={() => void notifier.turnOn()}>
          {words.turnOn}
        </Button>
        <Button look="small" onClick={notifier.dismissOffer}>
          {words.notNow}
        </Button>
      </span>
    </section>
  );
}
