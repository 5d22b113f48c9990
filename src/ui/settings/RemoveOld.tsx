// Makes space: old messages go from this device, after it was said what goes and what is safe.
import { useEffect, useRef, useState } from 'react';
import { findOldMessages, removeOldMessages, type OldMessages } from '../../store/keeping';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { settingsTexts, texts } from '../texts/texts';
import { Progress } from './Progress';
import styles from './Settings.module.css';

export function RemoveOld({ onRemoved }: { onRemoved: () => void }) {
  const actions = useActions();
  const words = settingsTexts.clear;
  const [old, setOld] = useState<OldMessages>();
  const [said, setSaid] = useState<string>();

  const look = async () => {
    setSaid(undefined);
    try {
      const found = await findOldMessages(actions);
      if (found && found.messages > 0) setOld(found);
      else setSaid(words.nothing);
    } catch (error) {
      setSaid(texts.unexpected);
      throw error;
    }
  };

  return (
    <>
      <Button className={styles.ask} onClick={() => void look()}>
        {words.start}
      </Button>
      <output className={styles.note}>{said}</output>
      {old && (
        <RemoveDialog
          old={old}
          onClose={(removed) => {
            setOld(undefined);
            if (removed === undefined) return;
            setSaid(words.done(removed));
            onRemoved();
          }}
        />
      )}
    </>
  );
}

interface RemoveDialogProps {
  old: OldMessages;
  /** With how many messages went; `undefined`: it was not begun. */
  onClose: (removed: number | undefined) => void;
}

function RemoveDialog({ old, onClose }: RemoveDialogProps) {
  const actions = useActions();
  const words = settingsTexts.clear;
  const removing = useRef<AbortController>(undefined);
  /** `undefined`: it was not begun. */
  const [done, setDone] = useState<number>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => () => removing.current?.abort(), []);

  const remove = async () => {
    const stopping = new AbortController();
    removing.current = stopping;
    setProblem(undefined);
    setDone(0);
    try {
      onClose(await removeOldMessages(actions, old, { stopped: stopping.signal, tell: setDone }));
    } catch (error) {
      removing.current = undefined;
      setDone(undefined);
      setProblem(texts.unexpected);
      throw error;
    }
  };
  const stop = () => removing.current?.abort();
  const begun = done !== undefined;

  return (
    <Dialog title={words.title} onClose={() => (begun ? stop() : onClose(undefined))}>
      <p>{words.what(old.messages)}</p>
      <p>{words.safe}</p>
      {begun && <Progress label={words.title} done={done} of={old.messages} words={words.progress} />}
      <Problem>{problem}</Problem>
      <ButtonRow>
        {!begun && (
          <Button look="main" onClick={() => onClose(undefined)}>
            {words.keep}
          </Button>
        )}
        {/* The same button, so that the focus stays. */}
        <Button look={begun ? 'plain' : 'danger'} onClick={begun ? stop : () => void remove()}>
          {begun ? words.stop : words.go}
        </Button>
      </ButtonRow>
    </Dialog>
  );
}
