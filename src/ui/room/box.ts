// The box one types into: what is in it, what of it is just being saved, and what went wrong.
// It outlives the component, because words on their way to the disk must not hang on a room staying open.
//
//   typed ──submit──▶ leaving ──saved──▶ out of the box
//     ▲                  │
//     └─────failed───────┘   stays in the box, with a sentence
import type { Outcome } from '../../store/state';

export interface BoxState {
  readonly text: string;
  /** Why the last sending did not work: a sentence. */
  readonly problem: string | undefined;
}

/** A piece of what is in the box, and the words that are sent for it. */
export interface BoxPart {
  readonly source: string;
  readonly text: string;
}

export interface BoxDeps {
  readonly draft: string;
  readonly send: (text: string) => Promise<Outcome>;
  readonly saveDraft: (text: string) => void;
  /** What to say when `send` throws. */
  readonly unexpected: string;
}

export interface Box {
  readonly getState: () => BoxState;
  readonly subscribe: (listener: () => void) => () => void;
  change(text: string): void;
  /** Sends what is in the box and not on its way yet: as one message, or as those that `cut` makes of it. */
  submit(cut?: (text: string) => readonly BoxPart[]): void;
  /** From now on nothing goes out as one message; whoever tries is answered by `tried`. `undefined`: it does again. */
  hold(tried: (() => void) | undefined): void;
  /** Gives words back: into the empty box, or below what stands there. */
  putBack(text: string): void;
}

export function createBox({ draft, send, saveDraft, unexpected }: BoxDeps): Box {
  let state: BoxState = { text: draft, problem: undefined };
  /** The beginning of the box, in the pieces in which it was sent. */
  let leaving: BoxPart[] = [];
  let held: (() => void) | undefined;
  const listeners = new Set<() => void>();

  function set(next: BoxState) {
    const textChanged = next.text !== state.text;
    state = next;
    if (textChanged) saveDraft(next.text);
    for (const listener of listeners) listener();
  }

  function submit(cut?: (text: string) => readonly BoxPart[]) {
    const gone = leaving.map(({ source }) => source).join('');
    const rest = state.text.startsWith(gone) ? state.text.slice(gone.length) : state.text;
    if (rest.trim() === '') return;
    if (!cut && held) return held();
    const isFirst = leaving.length === 0;
    leaving.push(...(cut?.(rest) ?? [{ source: rest, text: rest.trim() }]));
    if (isFirst) void drain();
  }

  /** One after the other, so that words keep their order. */
  async function drain() {
    try {
      for (let part = leaving[0]; part !== undefined; part = leaving[0]) {
        const outcome = await send(part.text);
        if (!outcome.ok) return stop(outcome.message);
        leaving.shift();
        set({ text: without(state.text, part.source), problem: undefined });
      }
    } catch (error) {
      stop(unexpected);
      throw error;
    }
  }

  /** What was to follow stays in the box too: it must not overtake. */
  function stop(problem: string) {
    leaving = [];
    set({ ...state, problem });
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (text) => set({ ...state, text }),
    submit,
    hold(tried) {
      held = tried;
    },
    putBack: (text) => set({ ...state, text: state.text === '' ? text : `${state.text}\n${text}` }),
  };
}

/** Takes what was sent out of the box and leaves every key typed meanwhile. */
function without(text: string, sent: string): string {
  if (text.startsWith(sent)) return text.slice(sent.length);
  if (text.endsWith(sent)) return text.slice(0, text.length - sent.length);
  // Somebody began to delete what had already gone.
  return sent.startsWith(text) ? '' : text;
}
