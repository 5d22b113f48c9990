// Where this person is signed in, and the ways to end that, or to add a device.
import { useId, useState } from 'react';
import type { Outcome } from '../../store/state';
import { SignOut } from '../account/SignOut';
import { useActions, useAppState } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { settingsTexts, texts } from '../texts/texts';
import { dayName, dayNumber, isDate, span } from '../texts/times';
import { useAttempt } from '../use-attempt';
import { useNow } from '../use-now';
import styles from './Settings.module.css';
import { LinkDevice } from './LinkDevice';
import type { DevicesView, DeviceView } from './use-devices';

const nameOf = ({ name }: DeviceView): string => name || settingsTexts.devices.nameless;

export function Devices({ known }: { known: DevicesView }) {
  const actions = useActions();
  const online = useAppState(({ connection }) => connection.state === 'online');
  const { devices, apps = [], problem, reload } = known;
  const { busy, problem: refusal, attemptOnce } = useAttempt();
  const [ending, setEnding] = useState<DeviceView | 'others'>();
  const [ended, setEnded] = useState<string>();
  const [links, setLinks] = useState(false);

  const end = async () => {
    if (!ending) return;
    const work = (): Promise<Outcome> =>
      ending === 'others'
        ? actions.ask('endAllDevices', { keepThis: true })
        : actions.ask('endDevice', { device: ending.device });
    if (!(await attemptOnce(work))) return;
    setEnding(undefined);
    setEnded(
      ending === 'others' ? settingsTexts.devices.othersGone : settingsTexts.devices.gone(nameOf(ending)),
    );
    await reload();
  };

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{settingsTexts.devices.title}</h4>
      {devices && (
        <ul aria-label={settingsTexts.devices.list} className={styles.devices}>
          {devices.map((device) => (
            <DeviceRow key={device.device} device={device} onEnd={() => setEnding(device)} />
          ))}
        </ul>
      )}
      {!devices && (
        <p className={styles.note}>
          {online ? (problem ?? settingsTexts.devices.asking) : settingsTexts.devices.offline}
        </p>
      )}
      <output className={styles.note}>{ended}</output>
      {devices && devices.length + apps.length > 1 && (
        <OnlineButton onClick={() => setEnding('others')}>{settingsTexts.devices.signOutOthers}</OnlineButton>
      )}
      <div className={styles.part}>
        <p className={styles.note}>{settingsTexts.devices.linkWhy}</p>
        <OnlineButton onClick={() => setLinks(true)}>{settingsTexts.devices.link}</OnlineButton>
      </div>
      {links && (
        <LinkDevice
          onClose={() => {
            setLinks(false);
            void reload();
          }}
        />
      )}
      {ending && (
        <Dialog
          title={
            ending === 'others'
              ? settingsTexts.devices.askOthers
              : settingsTexts.devices.askOne(nameOf(ending))
          }
          onClose={() => setEnding(undefined)}
        >
          <p>{settingsTexts.devices.askOneWhy}</p>
          {ending === 'others' && apps.length > 0 && <p>{settingsTexts.devices.appsToo(apps.length)}</p>}
          <Problem>{refusal}</Problem>
          <ButtonRow>
            <Button look="main" onClick={() => setEnding(undefined)}>
              {settingsTexts.devices.stay}
            </Button>
            <OnlineButton look="danger" aria-busy={busy} onClick={() => void end()}>
              {ending === 'others' ? settingsTexts.devices.signOutOthers : settingsTexts.devices.signOut}
            </OnlineButton>
          </ButtonRow>
        </Dialog>
      )}
    </section>
  );
}

function DeviceRow({ device, onEnd }: { device: DeviceView; onEnd: () => void }) {
  const online = useAppState(({ connection }) => connection.state === 'online');
  const today = dayNumber(useNow(60_000));
  const id = useId();
  const { isThis, isConnected, unseenMs, sinceMs } = device;
  const lastSeen =
    unseenMs === undefined ? settingsTexts.devices.neverSeen : settingsTexts.devices.seen(span(unseenMs));
  const since = settingsTexts.devices.since(dayName(sinceMs, today), isDate(sinceMs, today));
  return (
    <li>
      <div id={id} className={styles.device}>
        <bdi>{nameOf(device)}</bdi>
        {isThis && <span className={styles.tag}>{settingsTexts.devices.thisOne}</span>}
        <p className={styles.note}>
          {settingsTexts.devices.facts(isConnected ? settingsTexts.devices.connected : lastSeen, since)}
        </p>
      </div>
      {isThis ? (
        <SignOut look="danger" label={settingsTexts.devices.signOut} describedBy={id} />
      ) : (
        <Button
          look="danger"
          disabled={!online}
          title={online ? undefined : texts.needsConnection}
          aria-describedby={id}
          onClick={onEnd}
        >
          {settingsTexts.devices.signOut}
        </Button>
      )}
    </li>
  );
}
