// The first screen: create an account, or sign in to one. What was typed stays when going from one to the other.
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useActions } from '../app-context';
import { Card } from '../design/Card';
import { lazyPart } from '../lazy-part';
import { codePath, setupPath, signInPath } from '../place';
import { texts } from '../texts/texts';
import { AccountForm, type Typed } from './AccountForm';
import styles from './AccountScreen.module.css';

const CodeForm = lazyPart(
  () => import('./CodeForm'),
  (part) => part.CodeForm,
);
const Admission = lazyPart(
  () => import('./Admission'),
  (part) => part.Admission,
  { quiet: true },
);

interface AccountScreenProps {
  /** The secret of an invite's link that was opened: it lets somebody in who makes an account. */
  invite?: string | undefined;
  /** Words about it. */
  children?: ReactNode;
}

export function AccountScreen({ invite, children }: AccountScreenProps) {
  const actions = useActions();
  const [path] = useLocation();
  const [typed, setTyped] = useState<Typed>({ name: '', password: '' });
  const [isTurnedAway, turnAway] = useState(false);
  const setup = path.startsWith(setupPath) ? path.slice(setupPath.length) : undefined;
  const isCode = path.startsWith(codePath);
  const mayComeIn = Boolean(invite ?? setup);
  const kind = path === signInPath || (isTurnedAway && !mayComeIn) ? 'sign-in' : 'create';

  const way = (to: string, words: string) =>
    path !== to && (
      <Link href={to} className={styles.other}>
        {words}
      </Link>
    );

  return (
    <Card brand={texts.brand}>
      <p className={styles.promise}>{texts.account.promise}</p>
      {children}
      {!isCode && path !== signInPath && (
        <Admission
          path={path}
          mayComeIn={mayComeIn}
          // A form that somebody types in stays where it is.
          turnAway={() => turnAway(typed.name + typed.password === '')}
        />
      )}
      {isCode ? (
        <CodeForm fromLink={path.slice(codePath.length + 1)} />
      ) : (
        <>
          <h2>{kind === 'create' ? texts.account.createTitle : texts.account.signInTitle}</h2>
          <AccountForm
            key={kind}
            kind={kind}
            typed={typed}
            onType={setTyped}
            submit={({ name, password }) =>
              kind === 'create'
                ? actions.createAccount(name, password, { invite, setup })
                : actions.signIn(name, password)
            }
          />
        </>
      )}
      <p className={styles.others}>
        {kind === 'create' && !isCode
          ? way(signInPath, texts.account.toSignIn)
          : way('/', texts.account.toCreate)}
        {isCode ? way(signInPath, texts.account.toSignIn) : way(codePath, texts.account.toCode)}
      </p>
    </Card>
  );
}
