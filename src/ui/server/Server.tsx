// What the server's admins see and do: who may come, who is here, and which rooms there are. All of it asks the server.
import { useAppState } from '../app-context';
import { serverTexts, texts } from '../texts/texts';
import { About } from './About';
import { Invites } from './Invites';
import { People } from './People';
import { Rooms } from './Rooms';
import styles from './Server.module.css';

export function Server() {
  const online = useAppState((state) => state.connection.state === 'online');
  const isAdmin = useAppState((state) => state.isAdmin);
  const user = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  // What was loaded stays while the link is away for a moment: only somebody who is known not to be one is sent away.
  if (!isAdmin)
    return (
      <div className={styles.page}>
        <p>{online ? serverTexts.adminsOnly : texts.needsConnection}</p>
      </div>
    );
  return (
    <div className={styles.page}>
      {!online && <p className={styles.note}>{texts.needsConnection}</p>}
      <About />
      <Invites />
      <People self={user} />
      <Rooms />
    </div>
  );
}
