// `npm run console`: a room of Onebar in the terminal, or at the end of a pipe, through the text door.
import { appendFileSync } from 'node:fs';
import { askPassword } from './ask-password';
import { createLink, type Link } from './link';
import { takeLock } from './lock';
import { readOptions, usage, type ConsoleOptions } from './options';
import { openOutbox, type Outbox } from './outbox';
import { keepClientId, preparePlaces, type Places } from './places';
import { createScreen, type Screen } from './screen';
import { createSender, type Sender } from './sender';
import { forgetSignIn, keptSignIn, signIn, type SignIn } from './sign-in';

const complain = (text: string) => process.stderr.write(`${text}\n`);
const lines = (count: number) => (count === 1 ? '1 line' : `${count} lines`);

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const options = readOptions(args, process.env);
  if (typeof options === 'string') {
    complain(`${options}\n\n${usage}`);
    return 2;
  }
  const listens = options.listen || process.stdin.isTTY;
  const places = preparePlaces(options, listens ? 'console' : 'pipe');
  const lock = await takeLock(places.folder, listens ? 0 : options.waitMs);
  if (typeof lock === 'number') {
    complain(
      `Another console is in this room already${lock === 0 ? '' : ` (process ${lock})`}. End it, or give this one a folder of its own with --state.`,
    );
    return 1;
  }
  try {
    const who = await identify(options, places);
    if (typeof who !== 'string') return await talk(options, places, who, listens);
    complain(who);
    return 1;
  } finally {
    lock.release();
  }
}

/** A text is why not. */
async function identify(options: ConsoleOptions, places: Places): Promise<SignIn | string> {
  const { user, token, http } = options;
  if (token !== undefined) return { username: user, token };
  const kept = keptSignIn(places);
  if (kept) return kept;
  if (http.startsWith('http:') && !/^http:\/\/(127\.[\d.]+|localhost|\[::1\])(:|$)/.test(http))
    complain(`Note: ${http} is not encrypted, so the password can be read on the way.`);
  if (options.password !== undefined) return await signIn(options, places, options.password);
  if (!process.stdin.isTTY)
    return `${user} is not signed in here. Run "npm run console -- --user ${user}" in a terminal once, or set ONEBAR_PASSWORD or ONEBAR_TOKEN.`;
  const password = await askPassword(`Password of ${user}: `, process.stdin, (text) => {
    process.stderr.write(text);
  });
  return password === undefined ? 'Not signed in.' : await signIn(options, places, password);
}

async function talk(options: ConsoleOptions, places: Places, who: SignIn, listens: boolean): Promise<number> {
  const { url, room, waitMs } = options;
  const topic = `text/${room}`;
  const outbox = openOutbox(places.outbox);
  let exit: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  let isFailed = false;
  let isEnded = false;
  let isLeft = false;
  let isOfflineTold = false;
  let isMissedTold = false;
  let onlineMinute = '';
  /** Lines that were shown as saved, and of which it is to be said that the server has them. */
  let owed = 0;
  let wait: NodeJS.Timeout | undefined;

  const screen: Screen = createScreen({
    lines(texts) {
      const wanted = texts.map((text) => text.replace(/\r$/, '')).filter((text) => text.trim() !== '');
      if (wanted.length === 0) return;
      if (!save(outbox, wanted)) return;
      if (listens && !link.isOnline()) {
        owed = outbox.count();
        screen.say(`saved here, not sent yet: ${lines(owed)}`);
      }
      sender.send();
    },
    ended() {
      if (!options.listen) finish();
    },
    interrupted: () => leave(0),
  });
  const sender: Sender = createSender({
    outbox,
    link: () => link,
    topic,
    refused(saved, why) {
      isFailed = true;
      const said = `The server does not take "${shortened(saved.text)}": ${why}`;
      try {
        appendFileSync(places.refused, `${saved.text}\n`, { mode: 0o600 });
        screen.say(`${said} It is kept in ${places.refused}`);
        return true;
      } catch (error) {
        screen.say(
          `${said} It could not be put into ${places.refused} (${(error as Error).message}), so it stays in ${places.outbox}`,
        );
        return false;
      }
    },
    later: (why) => screen.say(`The server cannot take more now (${why}); it is tried again.`),
    settled() {
      if (owed > 0 && outbox.count() === 0) {
        screen.say(`stored at the server: ${lines(owed)}`);
        owed = 0;
      }
      if (isEnded && outbox.count() === 0) leave(0);
    },
  });
  const link: Link = createLink({
    url,
    clientId: options.clientId ?? keepClientId(places),
    username: who.username,
    token: who.token,
    topic: listens ? topic : undefined,
    events: {
      online({ sessionPresent }) {
        const waiting = outbox.count();
        if (listens)
          screen.say(
            sessionPresent
              ? `online in ${room}`
              : `online in ${room}; this console is new to the server, so it begins with what is said from now on`,
          );
        if (waiting > 0 && (listens || isOfflineTold)) {
          owed = waiting;
          screen.say(`sending what waited: ${lines(waiting)}`);
        }
        isOfflineTold = false;
        onlineMinute = minuteOf(new Date());
        sender.restart();
      },
      async line(payload) {
        const text = Buffer.from(payload).toString('utf8');
        // Each begins with its minute, so what was said before this connection is known by that.
        if (text.slice(0, 16) < onlineMinute) {
          if (!isMissedTold) screen.say('while you were away:');
          isMissedTold = true;
        } else isMissedTold = false;
        await screen.line(text).catch(() => leave(0));
      },
      offline(why, retryMs) {
        if (!isOfflineTold)
          screen.say(
            `offline: ${why}. What you write is saved here; the next try is in ${Math.ceil(retryMs / 1000)} s, and so on.`,
          );
        isOfflineTold = true;
      },
      over(why, is) {
        isFailed = true;
        if (is === 'signed-out' && options.token === undefined) forgetSignIn(places);
        screen.say(
          is === 'signed-out'
            ? `The server does not let ${options.user} in: ${why} ${options.token === undefined ? 'Start again to sign in.' : 'Is the token still valid?'}`
            : why,
        );
        leave(1);
      },
    },
  });

  function save(to: Outbox, texts: readonly string[]): boolean {
    try {
      to.add(texts);
      return true;
    } catch (error) {
      isFailed = true;
      screen.say(
        `This could not be saved here (${(error as Error).message}), so it was not sent: ${texts.map(shortened).join(' · ')}`,
      );
      return false;
    }
  }

  /** The input has ended: what is not acknowledged yet gets its time. */
  function finish(): void {
    if (isEnded) return;
    isEnded = true;
    // At a terminal nobody waits for a link that is not there.
    if (outbox.count() === 0 || (listens && !link.isOnline())) leave(0);
    else wait = setTimeout(() => leave(1), waitMs);
  }

  function leave(code: number): void {
    if (isLeft) return;
    isLeft = true;
    const waiting = outbox.count();
    if (waiting > 0)
      screen.say(
        `not sent: ${lines(waiting)}; kept in ${places.outbox}, and sent first at the next start${listens ? '' : ' of a pipe into this room'}.`,
      );
    exit(isFailed || (waiting > 0 && (isEnded || !listens)) ? 1 : code);
  }

  process.once('SIGTERM', () => leave(0));
  process.once('SIGINT', () => leave(0));
  process.stdout.on('error', () => leave(0));
  if (outbox.damage)
    screen.say(
      `${lines(outbox.damage.lines)} of the outbox cannot be read any more; the file as it was is ${outbox.damage.copy}`,
    );
  if (listens) screen.say(`connecting to ${url} as ${options.user} …`);

  const code = await exited;
  clearTimeout(wait);
  sender.close();
  // Without a farewell the server knows what is sent again the next time.
  await link.close(outbox.count() === 0);
  screen.close();
  outbox.close();
  return code;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const minuteOf = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ');

// Not `exitCode`: a terminal that stays open would keep the process.
process.exit(await main());
