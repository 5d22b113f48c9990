// Before anybody types: who may make an account here, or what has just become of one. Until the server says, and where it does not, the
// form is open to all.
import { useEffect, useRef, useState } from 'react';
import type { RegistrationKind } from '../../protocol/accounts';
import { useActions } from '../app-context';
import { deletedPath, setupPath } from '../place';
import { entryTexts } from '../texts/texts';
import styles from './AccountScreen.module.css';

interface AdmissionProps {
  path: string;
  /** Somebody brings what lets them in. */
  mayComeIn: boolean;
  /** Nobody can just make an account here. */
  turnAway: () => void;
}

export function Admission({ path, mayComeIn, turnAway }: AdmissionProps) {
  const actions = useActions();
  const [kind, setKind] = useState<RegistrationKind>('open');
  const tell = useRef(turnAway);
  useEffect(() => {
    tell.current = turnAway;
  });
  useEffect(() => {
    if (mayComeIn) return;
    void actions.registration().then((told = 'open') => {
      setKind(told);
      if (told !== 'open') tell.current();
    });
  }, [actions, mayComeIn]);

  const said = [];
  if (path === deletedPath) said.push(entryTexts.admission.deleted);
  if (path.startsWith(setupPath)) said.push(entryTexts.admission.first);
  else if (kind !== 'open' && !mayComeIn) said.push(entryTexts.admission[kind]);
  return said.map((words) => (
    <output key={words} className={styles.admission}>
      {words}
    </output>
  ));
}
