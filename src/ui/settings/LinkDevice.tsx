// Another device of this person signs in: by the camera, or with a short code. It works once and for five minutes.
import { useCallback, useEffect, useState } from 'react';
import { useActions, useAppState } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { CopyButton } from '../design/CopyButton';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { QrCode } from '../design/QrCode';
import { linkPath } from '../place';
import { later, settingsTexts, texts } from '../texts/texts';
import { useNow } from '../use-now';
import styles from './Settings.module.css';
import { useDevices } from './use-devices';

/** How soon it is seen that the other device is there. */
const lookMs = 3_000;

interface ShownCode {
  readonly code: string;
  /** Unix ms by this device's clock. */
  readonly untilMs: number;
}

export function LinkDevice({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const online = useAppState(({ connection }) => connection.state === 'online');
  const nowMs = useNow(1000);
  const [shown, setShown] = useState<ShownCode>();
  const [problem, setProblem] = useState<string>();
  const { devices } = useDevices(lookMs);
  const [before, setBefore] = useState<typeof devices>();
  if (devices && !before) setBefore(devices);
  const linked = devices?.find(({ device }) => before?.every((each) => each.device !== device));

  const askForCode = useCallback(async () => {
    setShown(undefined);
    const outcome = await actions.ask('linkCode', undefined);
    setProblem(outcome.ok ? undefined : outcome.message);
    if (outcome.ok)
      setShown({ code: outcome.value.code, untilMs: Date.now() + outcome.value.expiresInSec * 1000 });
  }, [actions]);
  // A code that is shown stays good when the link comes back.
  useEffect(() => {
    if (online && !shown) void askForCode();
    // oxlint-disable-next-line react/exhaustive-deps -- an expired one is replaced by its button alone
  }, [online, askForCode]);

  const leftMs = shown ? shown.untilMs - nowMs : 0;
  return (
    <Dialog title={settingsTexts.link.title} closeLabel={settingsTexts.link.close} onClose={onClose}>
      {linked ? (
        <output>{settingsTexts.link.done(linked.name || settingsTexts.devices.nameless)}</output>
      ) : (
        <>
          {!shown && !problem && <p>{online ? settingsTexts.link.asking : texts.needsConnection}</p>}
          <Problem>{problem}</Problem>
          {shown && leftMs > 0 && <Code code={shown.code} leftMs={leftMs} />}
          {shown && leftMs <= 0 && <output>{settingsTexts.link.expired}</output>}
          {((shown && leftMs <= 0) || problem) && (
            <OnlineButton onClick={() => void askForCode()}>{settingsTexts.link.another}</OnlineButton>
          )}
        </>
      )}
    </Dialog>
  );
}

function Code({ code, leftMs }: { code: string; leftMs: number }) {
  const link = new URL(`#${linkPath(code)}`, location.origin + location.pathname).href;
  return (
    <>
      <p>{settingsTexts.link.how}</p>
      <output aria-label={settingsTexts.link.code} className={styles.code} dir="ltr">
        {`${code.slice(0, 4)}-${code.slice(4)}`}
      </output>
      <div className={styles.qr}>
        <QrCode text={link} label={settingsTexts.link.qr} />
      </div>
      <p className={styles.note}>
        {settingsTexts.link.left(minutes(leftMs))} {settingsTexts.link.careful}
      </p>
      <CopyButton
        text={link}
        label={later.copy.link}
        copiedLabel={later.copy.copied}
        byHandLabel={later.copy.yourself}
      />
    </>
  );
}

/** 4:09 */
function minutes(ms: number): string {
  const sec = Math.floor(ms / 1000);
  return `${Math.floor(sec / 60)}:${String(sec % 60).padStart(2, '0')}`;
}
