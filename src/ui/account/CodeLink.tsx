// Somebody who is signed in opened a link that signs in a device: what it is for, and that nothing was done with it.
import { useLocation } from 'wouter';
import { Button } from '../design/Button';
import { linkPath, roomsPath } from '../place';
import { entryTexts, later } from '../texts/texts';
import styles from './CodeLink.module.css';
import { SignOut } from './SignOut';

export function CodeLink({ name, code }: { name: string; code: string }) {
  const [, navigate] = useLocation();
  return (
    <div className={styles.page}>
      <p>{entryTexts.codeLink.what}</p>
      <p className={styles.here}>{entryTexts.codeLink.here(name)}</p>
      <p className={styles.note}>{entryTexts.codeLink.instead}</p>
      <div className={styles.ways}>
        <Button look="main" onClick={() => navigate(roomsPath, { replace: true })}>
          {later.signOut.stay}
        </Button>
        <SignOut look="danger" label={entryTexts.codeLink.use} leadsTo={linkPath(code)} />
      </div>
    </div>
  );
}
