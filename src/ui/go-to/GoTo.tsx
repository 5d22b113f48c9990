// Goes to a room or a person by a few letters: a box, and below it what fits. The focus stays in the box; the arrows choose.
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { Avatar } from '../design/Avatar';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { roomPath } from '../place';
import { later, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { readyToType } from '../use-landing';
import styles from './GoTo.module.css';
import { targetsFor, type Target } from './targets';
import { useFoundPeople } from './use-found-people';

export function GoTo({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const rooms = useAppState((state) => state.rooms);
  const online = useAppState((state) => state.connection.state === 'online');
  const [text, setText] = useState('');
  const [chosenKey, setChosenKey] = useState<string>();
  const { problem, attempt, busy } = useAttempt();
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const { people, isAsking } = useFoundPeople(text);
  const targets = targetsFor(text, rooms, people);
  const isNothing = targets.length === 0 && text.trim() !== '' && !isAsking;
  // What comes in above must not move the choice away from under the keys.
  const at = Math.max(
    0,
    targets.findIndex(({ key }) => key === chosenKey),
  );
  const chosen = targets[at];
  const chosenId = chosen && `${id}-${chosen.key}`;

  useEffect(() => frame.current?.querySelector('input')?.focus(), []);
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView?.({ block: 'nearest' });
  }, [chosenId]);

  const go = (target: Target) => {
    if (target.kind === 'room') {
      onClose();
      navigate(roomPath(target.room.room));
    } else if (!busy)
      void attempt(async () => {
        const outcome = await actions.directRoom(target.person.user);
        if (!outcome.ok) return outcome;
        onClose();
        navigate(roomPath(outcome.room), { state: readyToType });
        return outcome;
      });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setChosenKey(targets[(at + by + targets.length) % targets.length]?.key);
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      go(chosen);
    }
  };

  return (
    <Dialog title={texts.rooms.goTo} closeLabel={texts.rooms.close} onClose={onClose}>
      <div ref={frame} className={styles.frame}>
        <TextField
          label={later.goTo.label}
          hint={online ? later.goTo.hint : later.goTo.offline}
          value={text}
          dir="auto"
          autoComplete="off"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select takes no letters, and a datalist shows no rooms of its own
          role="combobox"
          aria-expanded={targets.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosenId}
          // Nothing of it is worth keeping when a newer version wants to start.
          data-kept=""
          onChange={(event) => {
            setText(event.target.value);
            setChosenKey(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        <Problem>{problem}</Problem>
        <output className={styles.none}>{isNothing && later.goTo.none(text.trim())}</output>
        <div
          id={`${id}-list`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the box keeps the focus, which no select does
          role="listbox"
          aria-label={later.goTo.found}
          className={styles.list}
        >
          {targets.map((target) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box has the keys
            <div
              key={target.key}
              id={`${id}-${target.key}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option shows nothing but words
              role="option"
              aria-selected={target === chosen}
              className={styles.target}
              onClick={() => go(target)}
            >
              <Avatar name={target.name} />
              <span className={styles.name}>
                <bdi>{target.name}</bdi>
              </span>
              {(target.kind === 'person' || target.room.archived) && (
                <span className={styles.kind}>
                  {target.kind === 'person' ? later.goTo.person : later.goTo.archived}
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
