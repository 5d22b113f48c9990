// The way to the list of keys, for whoever does not know the key that shows it.
import { useState } from 'react';
import { Button } from '../design/Button';
import { Dialog } from '../design/Dialog';
import { lazyPart } from '../lazy-part';
import { later, texts } from '../texts/texts';
import styles from './Settings.module.css';

const KeyList = lazyPart(
  () => import('../keys/KeyList'),
  (part) => part.KeyList,
  {
    frame: ({ onClose, children }) => (
      <Dialog title={texts.keys.title} closeLabel={texts.rooms.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);

export function KeysLink() {
  const [shown, setShown] = useState(false);
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{texts.keys.title}</h4>
      <p className={styles.note}>{later.keys.why}</p>
      <Button className={styles.ask} onClick={() => setShown(true)}>
        {later.keys.show}
      </Button>
      {shown && <KeyList onClose={() => setShown(false)} />}
    </section>
  );
}
