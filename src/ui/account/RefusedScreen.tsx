// The broker no longer knows this device: what is safe, and the two ways on.
import { useState } from 'react';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { texts } from '../texts/en';
import { later } from '../texts/en-later';
import { AccountForm, type Typed } from './AccountForm';
import { SignOut } from './SignOut';

export function RefusedScreen({ name, reason }: { name: string; reason: string }) {
  const actions = useActions();
  const waiting = useAppState((state) => state.waiting);
  const [typed, setTyped] = useState<Typed>({ name, password: '' });
  const [signsIn, setSignsIn] = useState(false);
  return (
    <Card brand={texts.brand}>
      <h2>{later.refused.title}</h2>
      <p>{later.refused.safe(waiting)}</p>
      <p>{reason}</p>
      {signsIn ? (
        <AccountForm
          kind="sign-in"
          typed={typed}
          onType={setTyped}
          submit={(now) => actions.signIn(now.name, now.password)}
        />
      ) : (
        <Button look="main" onClick={() => setSignsIn(true)}>
          {later.refused.signInAgain}
        </Button>
      )}
      <SignOut />
    </Card>
  );
}
