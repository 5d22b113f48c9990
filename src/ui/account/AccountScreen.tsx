// The first screen: create an account, or sign in to one. What was typed stays when going from one to the other.
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useActions } from '../app-context';
import { Card } from '../design/Card';
import { texts } from '../texts/en';
import { AccountForm, type Typed } from './AccountForm';
import styles from './AccountScreen.module.css';

export function AccountScreen() {
  const actions = useActions();
  const [path] = useLocation();
  const [typed, setTyped] = useState<Typed>({ name: '', password: '' });
  const signsIn = path === '/sign-in';
  return (
    <Card brand={texts.brand}>
      <p className={styles.promise}>{texts.account.promise}</p>
      <h2>{signsIn ? texts.account.signInTitle : texts.account.createTitle}</h2>
      <AccountForm
        key={signsIn ? 'sign-in' : 'create'}
        kind={signsIn ? 'sign-in' : 'create'}
        typed={typed}
        onType={setTyped}
        submit={({ name, password }) =>
          signsIn ? actions.signIn(name, password) : actions.createAccount(name, password)
        }
      />
      <p>
        {signsIn ? (
          <Link href="/" className={styles.other}>
            {texts.account.toCreate}
          </Link>
        ) : (
          <Link href="/sign-in" className={styles.other}>
            {texts.account.toSignIn}
          </Link>
        )}
      </p>
    </Card>
  );
}
