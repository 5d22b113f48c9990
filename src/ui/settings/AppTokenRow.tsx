// One app token in the list: its name, what it may in words, and when it was made and used.
import { useId } from 'react';
import type { AppRooms } from '../../protocol/app-rights';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { settingsTexts, texts } from '../texts/texts';
import { dayName, dayNumber, isDate, span } from '../texts/times';
import { useNow } from '../use-now';
import own from './AppTokens.module.css';
import styles from './Settings.module.css';
import type { AppTokenView } from './use-devices';

export function AppTokenRow({ token, onRevoke }: { token: AppTokenView; onRevoke: () => void }) {
  const words = settingsTexts.apps;
  const online = useAppState(({ connection }) => connection.state === 'online');
  const known = useAppState(({ rooms }) => rooms);
  const today = dayNumber(useNow(60_000));
  const id = useId();
  const { app, name, isConnected, unseenMs, sinceMs } = token;

  const inRooms = (rooms: AppRooms, all: string, some: (names: string) => string): string[] => {
    if (rooms === 'all') return [all];
    const names = rooms.flatMap((room) => known.find((each) => each.room === room)?.name ?? []);
    const others = rooms.length - names.length;
    const named = [...names, ...(others > 0 ? [words.others(others)] : [])].join(words.comma);
    return named === '' ? [] : [some(named)];
  };
  const rights = [
    ...inRooms(app.read, words.reads, words.readsSome),
    ...inRooms(app.write, words.writes, words.writesSome),
    ...(app.plain ? [words.andPlain] : []),
  ].join(' ');
  const seen = unseenMs === undefined ? words.unused : words.used(span(unseenMs));
  return (
    <li>
      <div id={id} className={styles.device}>
        <bdi className={own.name}>{name}</bdi>
        <p>{rights}</p>
        <p className={styles.note}>
          {settingsTexts.devices.facts(
            isConnected ? settingsTexts.devices.connected : seen,
            words.since(dayName(sinceMs, today), isDate(sinceMs, today)),
          )}
        </p>
      </div>
      <Button
        look="danger"
        disabled={!online}
        title={online ? undefined : texts.needsConnection}
        aria-describedby={id}
        onClick={onRevoke}
      >
        {words.revoke}
      </Button>
    </li>
  );
}
