// Signs in with a code from another device of the same person: typed, or brought along by the link in the QR code. It is never used without
// a tap: a link alone must not sign anybody in as somebody else.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { codePath } from '../place';
import { entryTexts, texts } from '../texts/texts';
import styles from './AccountForm.module.css';

export function CodeForm({ fromLink = '' }: { fromLink?: string }) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const [code, setCode] = useState(fromLink);
  const [isFromLink] = useState(fromLink !== '');
  const [wrong, setWrong] = useState<string>();
  const [answer, setAnswer] = useState<string>();
  const [asking, setAsking] = useState(false);

  const send = async () => {
    if (asking) return;
    setWrong(code.trim() === '' ? entryTexts.code.empty : undefined);
    setAnswer(undefined);
    if (code.trim() === '') return;
    setAsking(true);
    // It works once, and whoever is signed in with it is at its page no more.
    if (isFromLink) navigate(codePath, { replace: true });
    try {
      const outcome = await actions.signInByCode(code);
      if (!outcome.ok) setAnswer(outcome.message);
    } catch (error) {
      setAnswer(texts.unexpected);
      throw error;
    } finally {
      setAsking(false);
    }
  };

  return (
    <>
      <h2>{entryTexts.code.title}</h2>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {isFromLink && <p>{entryTexts.code.fromLink}</p>}
        <TextField
          label={entryTexts.code.label}
          hint={entryTexts.code.hint}
          problem={wrong}
          name="one-time-code"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <Problem>{answer}</Problem>
        <Button look="main" type="submit" aria-busy={asking}>
          {entryTexts.code.signIn}
        </Button>
        <p className={styles.asking} aria-live="polite">
          {asking && texts.account.asking}
        </p>
      </form>
    </>
  );
}
