// Above the form for somebody who is signed out: what the link that they opened invites them to.
import { useEffect, useState } from 'react';
import { useActions, useAppState } from '../app-context';
import type { InviteLook } from '../../protocol/accounts';
import { roomTexts } from '../texts/texts';
import styles from './InvitedTo.module.css';

export function InvitedTo() {
  const actions = useActions();
  const token = useAppState((state) => state.invites.at(-1));
  const [look, setLook] = useState<InviteLook>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    if (token === undefined) return undefined;
    let over = false;
    void actions.lookAtInvite(token).then(async (answer) => {
      if (over || !answer) return;
      if (!('problem' in answer)) return setLook(answer);
      setProblem(answer.problem);
      // With it nobody could make an account where everybody else may.
      await actions.forgetInvite(token);
      return undefined;
    });
    return () => {
      over = true;
    };
  }, [actions, token]);

  if (problem === undefined && token === undefined) return null;
  return (
    <output className={styles.invited}>
      {problem ?? (
        <>
          <b>{look?.room === undefined ? roomTexts.join.toARoom : roomTexts.join.to(look.room)}</b>{' '}
          {look && roomTexts.join.by(look.by)} {roomTexts.join.signedOut}
        </>
      )}
    </output>
  );
}
