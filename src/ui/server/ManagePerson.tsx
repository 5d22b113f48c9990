// What an admin can do to an account: each asks first, and says what happens.
//
//   the list of acts ──one is chosen──▶ what happens, and who does it ──done──▶ closed, or the new password, once
import { useState } from 'react';
import type { AdminChange, AdminUser } from '../../protocol/asks-admin';
import { createPassword } from '../../protocol/new-password';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { CopyButton } from '../design/CopyButton';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { later, serverTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { useNow } from '../use-now';
import { facts } from './PersonRow';
import styles from './Server.module.css';

type Act = AdminChange['what'];
type Messages = 'keep' | 'empty';

interface ManagePersonProps {
  person: AdminUser;
  /** It is done: what to say of it. */
  onDone: (what: string) => void;
  onClose: () => void;
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

export function ManagePerson({ person, onDone, onClose }: ManagePersonProps) {
  const actions = useActions();
  const [act, setAct] = useState<Act>();
  const [password, setPassword] = useState<string>();
  const { problem, attemptOnce, busy } = useAttempt();
  const { user, shown } = person;
  const now = useNow(60_000);

  const perform = async (what: Act, messages: Messages) => {
    const change = changeOf(what, messages);
    if (!(await attemptOnce(() => actions.ask('adminSet', { user, change })))) return;
    if (change.what === 'password') setPassword(change.password);
    else {
      onDone(serverTexts.acts[what].done(shown));
      onClose();
    }
  };

  if (password !== undefined)
    return (
      <Dialog
        title={serverTexts.acts.password.action}
        closeLabel={serverTexts.people.close}
        onClose={onClose}
      >
        <p>{serverTexts.acts.password.done(shown)}</p>
        <p className={styles.password} dir="ltr">
          {password}
        </p>
        <CopyButton
          look="main"
          text={password}
          label={serverTexts.copyPassword}
          copiedLabel={later.copy.copied}
          byHandLabel={later.copy.yourself}
        />
      </Dialog>
    );
  if (act !== undefined)
    return (
      <Confirm
        key={act}
        act={act}
        name={shown}
        apps={person.apps ?? 0}
        busy={busy}
        problem={problem}
        onGo={(messages) => void perform(act, messages)}
        onStay={() => setAct(undefined)}
      />
    );
  return (
    <Dialog title={shown} closeLabel={serverTexts.people.close} onClose={onClose}>
      <p className={styles.note}>{facts(person, now)}</p>
      <div className={styles.acts}>
        {actsFor(person).map((each) => (
          <Button
            key={each}
            look={each === 'delete' || each === 'suspend' ? 'danger' : 'plain'}
            onClick={() => setAct(each)}
          >
            {serverTexts.acts[each].action}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

interface ConfirmProps {
  act: Act;
  name: string;
  /** How many app tokens they have. */
  apps: number;
  busy: boolean;
  problem: string | undefined;
  onGo: (messages: Messages) => void;
  onStay: () => void;
}

function Confirm({ act, name, apps, busy, problem, onGo, onStay }: ConfirmProps) {
  const online = useAppState((state) => state.connection.state === 'online');
  const [messages, setMessages] = useState<Messages>('keep');
  return (
    <Dialog title={serverTexts.acts[act].action} onClose={onStay}>
      <p>{serverTexts.acts[act].what(name)}</p>
      {(act === 'password' || act === 'sign-out') && apps > 0 && <p>{serverTexts.appsToo(apps)}</p>}
      {act === 'delete' && <MessagesChoice messages={messages} onChange={setMessages} />}
      <Problem>{problem}</Problem>
      {!online && <p className={styles.note}>{texts.needsConnection}</p>}
      <ButtonRow>
        <Button look="main" onClick={onStay}>
          {serverTexts.leaveIt}
        </Button>
        <Button
          look={act === 'delete' || act === 'suspend' || act === 'sign-out' ? 'danger' : 'plain'}
          disabled={!online}
          aria-busy={busy}
          onClick={() => onGo(messages)}
        >
          {serverTexts.acts[act].action}
        </Button>
      </ButtonRow>
    </Dialog>
  );
}

function MessagesChoice({
  messages,
  onChange,
}: {
  messages: Messages;
  onChange: (chosen: Messages) => void;
}) {
  const { messages: choice } = serverTexts;
  return (
    <fieldset className={styles.choices}>
      <legend>{choice.legend}</legend>
      {(['keep', 'empty'] as const).map((each) => (
        <label key={each} className={styles.choice}>
          <input type="radio" name="messages" checked={messages === each} onChange={() => onChange(each)} />
          <span>
            {choice[each]}
            <span className={styles.note}>{choice[`${each}Why`]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const actsFor = ({ isAdmin, isSuspended }: AdminUser): Act[] => [
  isAdmin ? 'make-member' : 'make-admin',
  'password',
  'sign-out',
  isSuspended ? 'unsuspend' : 'suspend',
  'delete',
];

function changeOf(what: Act, messages: Messages): AdminChange {
  if (what === 'password') return { what, password: createPassword(random) };
  return what === 'delete' ? { what, messages } : { what };
}
