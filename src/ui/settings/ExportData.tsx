// All that this device holds, as one file: made here, without a link, and saved where the person wants it.
import { useEffect, useRef, useState } from 'react';
import { exportAll } from '../../store/keeping';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { size } from '../texts/sizes';
import { settingsTexts, texts } from '../texts/texts';
import { Progress } from './Progress';
import styles from './Settings.module.css';

interface MadeFile {
  readonly url: string;
  readonly name: string;
  readonly bytes: number;
}

export function ExportData() {
  const actions = useActions();
  const words = settingsTexts.exported;
  const making = useRef<AbortController>(undefined);
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number }>();
  const [file, setFile] = useState<MadeFile>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => () => making.current?.abort(), []);
  useEffect(() => (file ? () => URL.revokeObjectURL(file.url) : undefined), [file]);

  const make = async () => {
    const stop = new AbortController();
    making.current = stop;
    const nowMs = Date.now();
    setFile(undefined);
    setProblem(undefined);
    setProgress({ done: 0, of: 0 });
    try {
      const blob = await exportAll(actions, {
        version: import.meta.env.VITE_VERSION,
        nowMs,
        stopped: stop.signal,
        tell: (done, of) => setProgress({ done, of }),
      });
      if (blob)
        setFile({
          url: URL.createObjectURL(blob),
          name: `onebar-${new Date(nowMs).toISOString().slice(0, 10)}.json`,
          bytes: blob.size,
        });
    } catch (error) {
      setProblem(texts.unexpected);
      throw error;
    } finally {
      setProgress(undefined);
    }
  };

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{words.title}</h4>
      <p className={styles.note}>{words.why}</p>
      <Button className={styles.ask} onClick={() => (progress ? making.current?.abort() : void make())}>
        {progress ? words.stop : words.start}
      </Button>
      {progress && <Progress label={words.title} {...progress} words={words.progress} />}
      <output className={styles.note}>{file && `${words.ready} ${words.careful}`}</output>
      {file && (
        <a className={styles.way} href={file.url} download={file.name}>
          {words.save(size(file.bytes))}
        </a>
      )}
      <Problem>{problem}</Problem>
    </section>
  );
}
