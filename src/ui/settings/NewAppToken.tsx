// A new app token: what it is called and what it may; then the token, once, with a line by which it is tried out.
//
//   the form ──made──▶ the token ──▶ closed, and nobody sees it again
import { useState } from 'react';
import type { AppRights } from '../../protocol/app-rights';
import { maxAppRooms, maxDeviceNameChars } from '../../protocol/limits';
import { useActions } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { settingsTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { createAppToken } from './create-app-token';
import { MadeAppToken } from './MadeAppToken';
import { noRooms, RoomPicks, roomsOf, type Picks } from './RoomPicks';
import styles from './Settings.module.css';
import { Switch } from './Switch';

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

export function NewAppToken({ account, onClose }: { account: string; onClose: () => void }) {
  const words = settingsTexts.apps;
  const actions = useActions();
  const { busy, problem, attemptOnce } = useAttempt();
  // One for the whole dialog: asked for again, after an answer that was lost, it is the same one.
  const [token] = useState(() => createAppToken(random));
  const [name, setName] = useState('');
  const [read, setRead] = useState<Picks>(noRooms);
  const [write, setWrite] = useState<Picks>(noRooms);
  const [plain, setPlain] = useState(false);
  const [isTried, setTried] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly app: AppRights }>();

  const nothing = [read, write].every(({ which }) => which === 'none') && !plain;
  const wrong = {
    name: name.trim() === '' ? texts.account.nameProblems.empty : undefined,
    read: whatIsWrong(read),
    write: whatIsWrong(write),
    all: nothing ? words.nothing : undefined,
  };
  const shown: Partial<typeof wrong> = isTried ? wrong : {};

  const make = async () => {
    setTried(true);
    if (Object.values(wrong).some((each) => each !== undefined)) return;
    const app: AppRights = { read: roomsOf(read), write: roomsOf(write), plain };
    if (await attemptOnce(() => actions.ask('makeAppToken', { token, name, app })))
      setMade({ name: name.trim(), app });
  };

  if (made) return <MadeAppToken {...made} token={token} account={account} onClose={onClose} />;
  return (
    <Dialog title={words.start} onClose={onClose}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label={words.name}
          hint={words.nameHint}
          problem={shown.name}
          maxLength={maxDeviceNameChars}
          autoComplete="off"
          dir="auto"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <RoomPicks
          legend={words.read}
          picksLegend={words.readPicks}
          picks={read}
          problem={shown.read}
          onChange={setRead}
        />
        <RoomPicks
          legend={words.write}
          picksLegend={words.writePicks}
          picks={write}
          problem={shown.write}
          onChange={setWrite}
        />
        <div>
          <Switch label={words.plain} why={words.plainWhy} checked={plain} onChange={setPlain} />
        </div>
        <Problem>{shown.all ?? problem}</Problem>
        <ButtonRow>
          <Button onClick={onClose}>{words.cancel}</Button>
          <OnlineButton look="main" type="submit" aria-busy={busy}>
            {words.make}
          </OnlineButton>
        </ButtonRow>
      </form>
    </Dialog>
  );
}

function whatIsWrong({ which, rooms }: Picks): string | undefined {
  if (which !== 'some') return undefined;
  if (rooms.length === 0) return settingsTexts.apps.pick;
  return rooms.length > maxAppRooms ? settingsTexts.apps.tooMany(maxAppRooms) : undefined;
}
