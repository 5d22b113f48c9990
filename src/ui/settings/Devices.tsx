// Where this person is signed in, and the ways to end that, or to add a device.
import { useId, useState } from 'react';
import type { Outcome } from '../../store/state';
import { SignOut } from '../account/SignOut';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { texts } from '../texts/en';
import { settingsTexts } from '../texts/en-settings';
import { dayName, dayNumber, span } from '../texts/times';
import { useNow } from '../use-now';
import styles from './Settings.module.css';
import { LinkDevice } from './LinkDevice';
import { OnlineButton } from './OnlineButton';
import { useAsking } from './use-asking';
import { useDevices, type DeviceView } from './use-devices';

const words = settingsTexts.devices;
const nameOf = ({ name }: DeviceView): string => name || words.nameless;

export function Devices() {
  const actions = useActions();
  const online = useAppState(({ connection }) => connection.state === 'online');
  const { devices, problem, reload } = useDevices();
  const { asking, problem: refusal, run } = useAsking();
  const [ending, setEnding] = useState<DeviceView | 'others'>();
  const [ended, setEnded] = useState<string>();
  const [links, setLinks] = useState(false);

  const end = async () => {
    if (!ending) return;
    const work = (): Promise<Outcome> =>
      ending === 'others'
        ? actions.ask('endAllDevices', { keepThis: true })
        : actions.ask('endDevice', { device: ending.device });
    if (!(await run(work))) return;
    setEnding(undefined);
    setEnded(ending === 'others' ? words.othersGone : words.gone(nameOf(ending)));
    await reload();
  };

  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{words.title}</h3>
      {devices && (
        <ul aria-label={words.list} className={styles.devices}>
          {devices.map((device) => (
            <DeviceRow key={device.device} device={device} onEnd={() => setEnding(device)} />
          ))}
        </ul>
      )}
      {!devices && <p className={styles.note}>{online ? (problem ?? words.asking) : words.offline}</p>}
      <output className={styles.note}>{ended}</output>
      {devices && devices.length > 1 && (
        <OnlineButton onClick={() => setEnding('others')}>{words.signOutOthers}</OnlineButton>
      )}
      <div className={styles.part}>
        <p className={styles.note}>{words.linkWhy}</p>
        <OnlineButton onClick={() => setLinks(true)}>{words.link}</OnlineButton>
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
          title={ending === 'others' ? words.askOthers : words.askOne(nameOf(ending))}
          onClose={() => setEnding(undefined)}
        >
          <p>{words.askOneWhy}</p>
          <Problem>{refusal}</Problem>
          <ButtonRow>
            <Button look="main" onClick={() => setEnding(undefined)}>
              {words.stay}
            </Button>
            <OnlineButton look="danger" aria-busy={asking} onClick={() => void end()}>
              {ending === 'others' ? words.signOutOthers : words.signOut}
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
  const lastSeen = unseenMs === undefined ? words.neverSeen : words.seen(span(unseenMs));
  const since = words.since(dayName(sinceMs, today));
  return (
    <li>
      <div id={id} className={styles.device}>
        <bdi>{nameOf(device)}</bdi>
        {isThis && <span className={styles.tag}>{words.thisOne}</span>}
        <p className={styles.note}>
          {isConnected ? words.connected : lastSeen}, {since}
        </p>
      </div>
      {isThis ? (
        <SignOut look="danger" label={words.signOut} describedBy={id} />
      ) : (
        <Button
          look="danger"
          disabled={!online}
          title={online ? undefined : texts.needsConnection}
          aria-describedby={id}
          onClick={onEnd}
        >
          {words.signOut}
        </Button>
      )}
    </li>
  );
}
