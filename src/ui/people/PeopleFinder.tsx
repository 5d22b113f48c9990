// Finds people by the first letters of their names. What can be done with each comes from outside.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Person } from '../../protocol/ask';
import { useActions, useAppState } from '../app-context';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { roomTexts, texts } from '../texts/texts';
import styles from './PeopleFinder.module.css';

/** Nobody types slower than this within a name. */
const pauseMs = 250;

interface PeopleFinderProps {
  focus?: boolean;
  renderRow: (person: Person) => ReactNode;
}

interface Found {
  readonly of: string;
  readonly people: readonly Person[];
}

export function PeopleFinder({ focus = false, renderRow }: PeopleFinderProps) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const self = useAppState(({ stage }) => ('user' in stage ? stage.user : undefined));
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLDivElement>(null);
  const wanted = text.trim();

  useEffect(() => {
    if (focus) input.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [focus]);

  useEffect(() => {
    if (wanted === '' || !online) return undefined;
    let over = false;
    const find = async () => {
      const answer = await actions.ask('findPeople', { text: wanted });
      if (over) return;
      setProblem(answer.ok ? undefined : answer.message);
      if (answer.ok) setFound({ of: wanted, people: answer.value });
    };
    const timer = setTimeout(() => {
      find().catch((error: unknown) => {
        setProblem(texts.unexpected);
        throw error;
      });
    }, pauseMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [actions, wanted, online]);

  const people = wanted === '' ? [] : (found?.people ?? []).filter(({ user }) => user !== self);
  return (
    <div className={styles.finder}>
      <div ref={input}>
        <TextField
          label={roomTexts.people.find}
          hint={online ? roomTexts.people.findHint : texts.needsConnection}
          value={text}
          dir="auto"
          autoComplete="off"
          disabled={!online}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Problem>{problem}</Problem>
      <output className={styles.note}>
        {wanted !== '' && found?.of === wanted && people.length === 0 && roomTexts.people.nobody(wanted)}
      </output>
      {people.length > 0 && <ul aria-label={roomTexts.people.found}>{people.map(renderRow)}</ul>}
    </div>
  );
}
