// In which rooms an app token may do something: all, none, or some that are ticked.
import { useId } from 'react';
import type { AppRooms } from '../../protocol/app-rights';
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { RadioGroup } from '../design/RadioGroup';
import { settingsTexts } from '../texts/texts';
import styles from './AppTokens.module.css';

export interface Picks {
  readonly which: 'all' | 'some' | 'none';
  /** Those that are ticked, whatever is chosen. */
  readonly rooms: readonly RoomId[];
}

export const noRooms: Picks = { which: 'none', rooms: [] };

export const roomsOf = ({ which, rooms }: Picks): AppRooms =>
  which === 'all' ? 'all' : which === 'none' ? [] : rooms;

interface RoomPicksProps {
  legend: string;
  picksLegend: string;
  picks: Picks;
  problem: string | undefined;
  onChange: (picks: Picks) => void;
}

export function RoomPicks({ legend, picksLegend, picks, problem, onChange }: RoomPicksProps) {
  const { all, some, none } = settingsTexts.apps.rooms;
  const rooms = useAppState((state) => state.rooms);
  const problemId = useId();
  const { which, rooms: ticked } = picks;
  const tick = (room: RoomId, isTicked: boolean) =>
    onChange({ which, rooms: isTicked ? [...ticked, room] : ticked.filter((each) => each !== room) });
  return (
    <div className={styles.picks}>
      <RadioGroup
        legend={legend}
        value={which}
        options={[
          ['none', none],
          ['some', some],
          ['all', all],
        ]}
        onChange={(next) => onChange({ which: next, rooms: ticked })}
      />
      {which === 'some' && (
        <fieldset
          className={styles.rooms}
          aria-label={picksLegend}
          aria-describedby={problem ? problemId : undefined}
        >
          {rooms.map(({ room, name }) => (
            <label key={room} className={styles.room}>
              <input
                type="checkbox"
                checked={ticked.includes(room)}
                onChange={(event) => tick(room, event.target.checked)}
              />
              <bdi>{name}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      {problem && (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
