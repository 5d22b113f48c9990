// What can be set: about oneself, one's devices, and what this one keeps.
import { Install } from '../installation/Install';
import { later } from '../texts/texts';
import { BlockedPeople } from './BlockedPeople';
import { DataSaver } from './DataSaver';
import { DeleteAccount } from './DeleteAccount';
import { Devices } from './Devices';
import { KeysLink } from './KeysLink';
import { LanguageChoice } from './LanguageChoice';
import { Notifications } from './Notifications';
import { Password } from './Password';
import { Privacy } from './Privacy';
import { Profile } from './Profile';
import { ServerLink } from './ServerLink';
import styles from './Settings.module.css';
import { Storage } from './Storage';

export function Settings({ name }: { name: string }) {
  return (
    <div className={styles.page}>
      <Profile name={name} />
      <LanguageChoice />
      <Notifications />
      <DataSaver />
      <Privacy />
      <Password name={name} />
      <Devices />
      <BlockedPeople />
      <ServerLink />
      <Storage />
      <Install />
      <KeysLink />
      <DeleteAccount />
      <p className={styles.note}>{later.settings.version(import.meta.env.VITE_VERSION)}</p>
    </div>
  );
}
