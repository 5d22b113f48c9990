// This device may not go on: what is safe, what was not sent, and the ways on.
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EndedWhy } from '../../protocol/ended';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { placeOf } from '../place';
import { later, texts } from '../texts/texts';
import { AccountForm, type Typed } from './AccountForm';
import { CodeForm } from './CodeForm';
import { SignOut } from './SignOut';
import { Unsent } from './Unsent';

export function RefusedScreen({ name, why }: { name: string; why: EndedWhy }) {
  const actions = useActions();
  const waiting = useAppState((state) => state.waiting);
  return (
    <Card brand={texts.brand}>
      <h2>{later.refused.titles[why]}</h2>
      <p>{later.refused.safe[why](waiting)}</p>
      <Unsent />
      {why === 'signed-out' && <SignInAgain name={name} />}
      {why === 'suspended' && (
        <Button look="main" onClick={() => actions.tryNow()}>
          {later.refused.tryAgain}
        </Button>
      )}
      {why === 'deleted' && <p>{later.refused.leave}</p>}
      <SignOut />
    </Card>
  );
}

function SignInAgain({ name }: { name: string }) {
  const actions = useActions();
  const [typed, setTyped] = useState<Typed>({ name, password: '' });
  const [path] = useLocation();
  const place = placeOf(path);
  const code = place.at === 'link' ? place.code : '';
  const [way, setWay] = useState<'password' | 'code' | undefined>(code === '' ? undefined : 'code');
  return (
    <>
      {way === 'password' && (
        <AccountForm
          kind="sign-in"
          typed={typed}
          onType={setTyped}
          submit={(now) => actions.signIn(now.name, now.password)}
        />
      )}
      {way === 'code' && <CodeForm fromLink={code} />}
      {way !== 'password' && (
        <Button look={way ? 'plain' : 'main'} onClick={() => setWay('password')}>
          {later.refused.signInAgain}
        </Button>
      )}
      {way !== 'code' && <Button onClick={() => setWay('code')}>{later.refused.withCode}</Button>}
    </>
  );
}
