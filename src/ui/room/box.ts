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
  /** Sends what is in the box and not on its way yet. */
  submit(): void;
  /** Gives words back: into the empty box, or below what stands there. */
  putBack(text: string): void;
}

export function createBox({ draft, send, saveDraft, unexpected }: BoxDeps): Box {
  let state: BoxState = { text: draft, problem: undefined };
  /** The beginning of the box, in the pieces in which it was sent. */
  let leaving: string[] = [];
  const listeners = new Set<() => void>();

  function set(next: BoxState) {
    const textChanged = next.text !== state.text;
    state = next;
    if (textChanged) saveDraft(next.text);
    for (const listener of listeners) listener();
  }

  function submit() {
    const gone = leaving.join('');
    const part = state.text.startsWith(gone) ? state.text.slice(gone.length) : state.text;
    if (part.trim() === '') return;
    leaving.push(part);
    if (leaving.length === 1) void drain();
  }

  /** One after the other, so that words keep their order. */
  async function drain() {
    try {
      for (let part = leaving[0]; part !== undefined; part = leaving[0]) {
        const outcome = await send(part.trim());
        if (!outcome.ok) return stop(outcome.message);
        leaving.shift();
        set({ text: without(state.text, part), problem: undefined });
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
