// What can be set, in parts: about oneself, how it looks, messages and people, what this device does and keeps, and the account.
// A new section stands as one line in the part where somebody would look for it.
import { useId, type ReactNode } from 'react';
import { Install } from '../installation/Install';
import { lazyPart } from '../lazy-part';
import { later, settingsTexts } from '../texts/texts';
import { Appearance } from './Appearance';
import { BlockedPeople } from './BlockedPeople';
import { DataSaver } from './DataSaver';
import { DeleteAccount } from './DeleteAccount';
import { Devices } from './Devices';
import { KeysLink } from './KeysLink';
import { LanguageChoice } from './LanguageChoice';
import { Notifications } from './Notifications';
import { Parts } from './Parts';
import { Password } from './Password';
import { Privacy } from './Privacy';
import { Profile } from './Profile';
import { ServerLink } from './ServerLink';
import styles from './Settings.module.css';
import { Storage } from './Storage';
import { useDevices } from './use-devices';

const AppTokens = lazyPart(
  () => import('./AppTokens'),
  (part) => part.AppTokens,
);

const Kept = lazyPart(
  () => import('./Kept'),
  (part) => part.Kept,
);

export function Settings({ name }: { name: string }) {
  const id = useId();
  const known = useDevices();
  const words = settingsTexts.parts;
  return (
    <div className={styles.page}>
      <Parts id={id} />
      <div className={styles.parts}>
        <Part id={`${id}-you`} title={words.you}>
          <Profile name={name} />
          <Password name={name} />
          <Devices known={known} />
          <AppTokens name={name} known={known} />
        </Part>
        <Part id={`${id}-look`} title={words.look}>
          <Appearance />
          <LanguageChoice />
        </Part>
        <Part id={`${id}-people`} title={words.people}>
          <Notifications />
          <Privacy />
          <BlockedPeople />
        </Part>
        <Part id={`${id}-device`} title={words.device}>
          <DataSaver />
          <Storage />
          <Kept />
          <Install />
          <KeysLink />
        </Part>
        <Part id={`${id}-account`} title={words.account}>
          <ServerLink />
          <DeleteAccount />
          <p className={styles.note}>{later.settings.version(import.meta.env.VITE_VERSION)}</p>
        </Part>
      </div>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <div className={styles.bigPart}>
      {/* The ways above lead here. */}
      <h3 id={id} tabIndex={-1} className={styles.partTitle}>
        {title}
      </h3>
      {children}
    </div>
  );
}
