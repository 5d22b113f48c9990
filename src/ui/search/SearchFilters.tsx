// What a search is narrowed by, for whoever does not want to type it.
import { useState } from 'react';
import type { Person } from '../../protocol/ask';
import type { RoomId, UserId } from '../../protocol/ids';
import type { Asked } from '../../store/open-search';
import type { RoomView } from '../../store/state';
import { Choice, Choices } from '../design/Choices';
import { TextField } from '../design/TextField';
import { later } from '../texts/texts';
import styles from './Search.module.css';

interface SearchFiltersProps {
  asked: Asked;
  rooms: readonly RoomView[];
  people: readonly Person[];
  onChange: (part: Partial<Asked>) => void;
}

export function SearchFilters({ asked, rooms, people, onChange }: SearchFiltersProps) {
  const narrows = Boolean(asked.room ?? asked.from ?? (asked.since || asked.until));
  const [open, setOpen] = useState(false);
  const [narrowed, setNarrowed] = useState(false);
  // Whoever comes back sees by what it is narrowed.
  if (narrows && !narrowed) {
    setNarrowed(true);
    setOpen(true);
  }
  return (
    <details className={styles.filters} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{later.search.filters}</summary>
      <Choices>
        <Choice
          label={later.search.person}
          value={asked.from ?? ''}
          onChange={({ target }) =>
            onChange({ from: target.value === '' ? undefined : (target.value as UserId) })
          }
        >
          <option value="">{later.search.anyone}</option>
          {people
            .toSorted((a, b) => a.name.localeCompare(b.name))
            .map(({ user, name }) => (
              <option key={user} value={user}>
                {name}
              </option>
            ))}
        </Choice>
        <Choice
          label={later.search.room}
          value={asked.room ?? ''}
          onChange={({ target }) =>
            onChange({ room: target.value === '' ? undefined : (target.value as RoomId) })
          }
        >
          <option value="">{later.search.anyRoom}</option>
          {rooms.map(({ room, name }) => (
            <option key={room} value={room}>
              {name}
            </option>
          ))}
        </Choice>
      </Choices>
      <div className={styles.days}>
        <TextField
          data-kept=""
          label={later.search.since}
          type="date"
          value={asked.since}
          onChange={({ target }) => onChange({ since: target.value })}
        />
        <TextField
          data-kept=""
          label={later.search.until}
          type="date"
          value={asked.until}
          onChange={({ target }) => onChange({ until: target.value })}
        />
      </div>
    </details>
  );
}
