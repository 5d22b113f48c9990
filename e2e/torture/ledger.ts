// The book of everything that was written: what was saved where and when, and what is known of its way since. Kept by the
// torture itself, from outside, so that the product cannot lie in it.
import type { Link, Connection } from '../../src/transport/link';
import { decodeEntry } from '../../src/protocol/entry';

export interface Written {
  /** Unlike any other; `undefined` for a retract and a reaction, which have no words. */
  readonly text: string | undefined;
  /** Of an edit, a retract or a reaction: the id of the message it is about. */
  readonly target: string | undefined;
  /** Of a reaction. */
  readonly emoji: string | undefined;
  readonly room: string;
  /** One tab on one disk: its words must keep their order. */
  readonly writer: string;
  readonly n: number;
  /** Known when it is saved; a page does not tell. */
  id: string | undefined;
  /** `not-saved`: nobody was told that it is kept, so it may be gone, or not. */
  state: 'saving' | 'saved' | 'not-saved';
  /** Why it does not count when it is lost. */
  excluded: string | undefined;
  readonly steps: string[];
}

export interface Ledger {
  readonly written: readonly Written[];
  begin(
    message: Pick<Written, 'text' | 'room' | 'writer'> & {
      readonly target?: string;
      readonly emoji?: string;
    },
  ): Written;
  saved(message: Written, id: string | undefined): void;
  notSaved(message: Written, error: unknown): void;
  exclude(message: Written, why: string): void;
  byId(id: string): Written | undefined;
  byText(text: string): Written | undefined;
  /** A step of the way of an entry. */
  tell(id: string, step: string): void;
  /** All that is known of a message, oldest first. */
  story(message: Written | undefined, id: string | undefined): string[];
  /** A link that tells of every try and every answer. */
  watch(device: string): (link: Link) => Link;
}

export function createLedger(): Ledger {
  const written: Written[] = [];
  const messageById = new Map<string, Written>();
  const messageByText = new Map<string, Written>();
  const stepsById = new Map<string, string[]>();
  const lastByWriter = new Map<string, number>();
  const startedAtMs = performance.now();

  const stamped = (step: string) => `${((performance.now() - startedAtMs) / 1000).toFixed(3)} s: ${step}`;

  const tell = (id: string, step: string) => {
    const steps = stepsById.get(id);
    if (steps) steps.push(stamped(step));
    else stepsById.set(id, [stamped(step)]);
  };

  const watchConnection = (connection: Connection, device: string, dial: number): Connection => {
    const where = `on ${device}’s connection ${dial}`;
    const publish: Connection['publish'] = (topic, payload) => {
      const id = decodeEntry(payload, payload.length)?.id;
      const answer = connection.publish(topic, payload);
      if (id !== undefined) {
        tell(id, `sent ${where}`);
        void answer.then((puback) => {
          if (puback.outcome === 'accepted') tell(id, `acknowledged ${where} as ${puback.receipt}`);
          else if (puback.outcome === 'refused') tell(id, `refused ${where}: ${puback.reason}`);
          else tell(id, `no answer ${where}`);
        });
      }
      return answer;
    };
    return Object.assign(Object.create(connection) as Connection, { publish });
  };

  return {
    written,
    begin({ text, target, emoji, room, writer }) {
      const n = (lastByWriter.get(writer) ?? 0) + 1;
      lastByWriter.set(writer, n);
      const steps = [stamped(`${whatIs({ text, target, emoji })} written by ${writer} as its ${n}th`)];
      const message: Written = {
        text,
        target,
        emoji,
        room,
        writer,
        n,
        id: undefined,
        state: 'saving',
        excluded: undefined,
        steps,
      };
      written.push(message);
      if (text !== undefined) messageByText.set(text, message);
      return message;
    },
    saved(message, id) {
      message.id = id;
      message.state = 'saved';
      message.steps.push(stamped('saved'));
      if (id !== undefined) messageById.set(id, message);
      const { target, text, emoji, writer, n } = message;
      if (target !== undefined && emoji === undefined)
        tell(target, `${text === undefined ? 'taken back' : 'edited'} by ${writer} with its ${n}th`);
    },
    notSaved(message, error) {
      message.state = 'not-saved';
      message.steps.push(stamped(`not saved: ${String(error)}`));
    },
    exclude(message, why) {
      message.excluded = why;
      message.steps.push(stamped(`does not count any more: ${why}`));
    },
    byId: (id) => messageById.get(id),
    byText: (text) => messageByText.get(text),
    tell,
    story(message, id) {
      const known = id ?? message?.id;
      const steps = [...(message?.steps ?? []), ...((known !== undefined && stepsById.get(known)) || [])];
      return steps.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
    },
    watch: (device) => (link) => {
      let dials = 0;
      return {
        async dial(request, events, abort) {
          const dial = ++dials;
          const result = await link.dial(request, events, abort);
          if (result.outcome !== 'connected') return result;
          return { ...result, connection: watchConnection(result.connection, device, dial) };
        },
      };
    },
  };
}

function whatIs({ text, target, emoji }: Pick<Written, 'text' | 'target' | 'emoji'>): string {
  if (target === undefined) return 'a text';
  if (emoji !== undefined) return `a reaction to ${target}`;
  return text === undefined ? `a retract of ${target}` : `an edit of ${target}`;
}
