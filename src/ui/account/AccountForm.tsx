// Name, password, one button. The rules stand there before anybody breaks one, and no text is ever taken away.
import { useRef, useState } from 'react';
import { checkName } from '../../protocol/names';
import { minPasswordChars } from '../../protocol/limits';
import type { Outcome } from '../../store/state';
import { Button } from '../design/Button';
import { PasswordField } from '../design/PasswordField';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { texts } from '../texts/texts';
import styles from './AccountForm.module.css';

export interface Typed {
  readonly name: string;
  readonly password: string;
}

interface AccountFormProps {
  kind: 'create' | 'sign-in';
  typed: Typed;
  onType: (typed: Typed) => void;
  submit: (typed: Typed) => Promise<Outcome>;
}

interface Problems {
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly answer?: string | undefined;
}

export function AccountForm({ kind, typed, onType, submit }: AccountFormProps) {
  const [problems, setProblems] = useState<Problems>({});
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const creates = kind === 'create';

  const send = async () => {
    if (asking) return;
    const found = check(kind, typed);
    setProblems(found);
    if (found.name || found.password) {
      const wrong = found.name ? 'username' : 'password';
      form.current?.querySelector<HTMLInputElement>(`[name=${wrong}]`)?.focus();
      return;
    }
    setAsking(true);
    try {
      const outcome = await submit(typed);
      if (!outcome.ok) setProblems({ answer: outcome.message });
    } catch (error) {
      setProblems({ answer: texts.unexpected });
      throw error;
    } finally {
      setAsking(false);
    }
  };

  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={texts.account.name}
        hint={creates ? texts.account.nameHint : ''}
        problem={problems.name}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
        value={typed.name}
        onChange={(event) => onType({ ...typed, name: event.target.value })}
      />
      <PasswordField
        label={texts.account.password}
        showLabel={texts.account.showPassword}
        hint={creates ? texts.account.passwordHint : ''}
        problem={problems.password}
        name="password"
        autoComplete={creates ? 'new-password' : 'current-password'}
        value={typed.password}
        onChange={(event) => onType({ ...typed, password: event.target.value })}
      />
      <Problem>{problems.answer}</Problem>
      <Button look="main" type="submit" aria-busy={asking}>
        {creates ? texts.account.create : texts.account.signIn}
      </Button>
      <p className={styles.asking} aria-live="polite">
        {asking && texts.account.asking}
      </p>
    </form>
  );
}

/** Only a new name and password have rules: an old account may have been made under others. */
function check(kind: 'create' | 'sign-in', { name, password }: Typed): Problems {
  if (kind === 'sign-in')
    return {
      name: name.trim() === '' ? texts.account.nameProblems.empty : undefined,
      password: password === '' ? texts.account.passwordEmpty : undefined,
    };
  const checked = checkName(name);
  return {
    name: checked.ok ? undefined : texts.account.nameProblems[checked.problem],
    password: password.length < minPasswordChars ? texts.account.passwordShort : undefined,
  };
}
