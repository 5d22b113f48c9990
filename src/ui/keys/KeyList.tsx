// All keys in a table, and whether those work that are pressed alone.
import { Fragment, useEffect, useState } from 'react';
import { useActions } from '../app-context';
import { Dialog } from '../design/Dialog';
import { later, texts } from '../texts/texts';
import styles from './KeyList.module.css';
import { keyLines, type KeyLine } from './keys';
import { isApple } from './use-keys';

export function KeyList({ onClose }: { onClose: () => void }) {
  const words = later.keys;
  return (
    <Dialog title={texts.keys.title} closeLabel={texts.rooms.close} onClose={onClose}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.key}</th>
            <th scope="col">{words.does}</th>
          </tr>
        </thead>
        <tbody>
          {keyLines.map(({ what, ways }) => (
            <tr key={what}>
              <td className={styles.keys}>
                <Ways ways={ways} />
              </td>
              <td>{words.what[what]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <SingleKeys />
    </Dialog>
  );
}

function Ways({ ways }: Pick<KeyLine, 'ways'>) {
  const words = later.keys;
  const nameOf = (key: KeyLine['ways'][number][number]) => {
    if (key === 'mod' && isApple()) return '⌘';
    return Object.hasOwn(words.names, key) ? words.names[key as keyof typeof words.names] : key;
  };
  return ways.map((keys, index) => (
    <Fragment key={keys.join('+')}>
      {index > 0 && ' '}
      <span className={styles.together}>
        {keys.map((key) => (
          <kbd key={key} className={styles.key}>
            {nameOf(key)}
          </kbd>
        ))}
      </span>
    </Fragment>
  ));
}

function SingleKeys() {
  const actions = useActions();
  const [works, setWorks] = useState(true);
  useEffect(() => {
    let gone = false;
    void actions.remembered('singleKeys').then((kept) => {
      if (!gone) setWorks(kept !== false);
    });
    return () => {
      gone = true;
    };
  }, [actions]);
  return (
    <label className={styles.single}>
      <input
        type="checkbox"
        checked={works}
        onChange={({ target }) => {
          setWorks(target.checked);
          void actions.remember('singleKeys', target.checked);
        }}
      />
      <span>{later.keys.single}</span>
    </label>
  );
}
