// The last retained message of each topic, by its levels, so that a filter finds its own.
import { covers, isHidden } from '../topic-filter';
import type { PlainMessage } from './plain-message';

export interface Retained {
  /** It is being written: nobody gets it yet, and its place is taken. */
  begin(message: PlainMessage): void;
  /** It is on disk, or is not there to stay. */
  end(message: PlainMessage, isKept: boolean): void;
  /** Is any of them being written? */
  readonly isWriting: boolean;
  /** Replaces what was there; an empty payload leaves nothing [MQTT-3.3.1-6], [MQTT-3.3.1-7]. */
  put(message: PlainMessage): void;
  has(topic: string): boolean;
  /** All that match, but what has expired. */
  match(filter: string, nowMs: number): PlainMessage[];
  /** Removes all that match, also while they are written, and says of which topics. */
  forget(filter: string): string[];
  /** Removes what has expired, and says of which topics; not where another one is being written. */
  expire(nowMs: number): string[];
  /** With those that are being written. */
  readonly size: number;
}

interface Node {
  readonly children: Map<string, Node>;
  message: PlainMessage | undefined;
}

export function createRetained(): Retained {
  const root: Node = { children: new Map(), message: undefined };
  const byTopic = new Map<string, PlainMessage>();
  const writing = new Map<string, Set<PlainMessage>>();

  function put(message: PlainMessage): void {
    const { topic } = message;
    if (message.payload.length === 0) return remove(topic);
    byTopic.set(topic, message);
    let node = root;
    for (const level of topic.split('/')) {
      const child: Node = node.children.get(level) ?? { children: new Map(), message: undefined };
      node.children.set(level, child);
      node = child;
    }
    node.message = message;
  }

  return {
    begin(message) {
      const known = writing.get(message.topic);
      if (known) known.add(message);
      else writing.set(message.topic, new Set([message]));
    },
    end(message, isKept) {
      const begun = writing.get(message.topic);
      if (!begun?.delete(message)) return;
      if (begun.size === 0) writing.delete(message.topic);
      if (isKept) put(message);
    },
    get isWriting() {
      return writing.size > 0;
    },
    put,
    has: (topic) => byTopic.has(topic) || writing.has(topic),
    match: (filter, nowMs) => match(filter).filter((message) => !isExpired(message, nowMs)),
    forget(filter) {
      const begun = [...writing.keys()].filter((topic) => covers(filter, topic));
      for (const topic of begun) writing.delete(topic);
      const there = match(filter).map(({ topic }) => topic);
      for (const topic of there) remove(topic);
      return [...there, ...begun];
    },
    expire(nowMs) {
      const expired = [...byTopic.values()].filter(
        (message) => isExpired(message, nowMs) && !writing.has(message.topic),
      );
      for (const { topic } of expired) remove(topic);
      return expired.map(({ topic }) => topic);
    },
    get size() {
      return byTopic.size + writing.size;
    },
  };

  function match(filter: string): PlainMessage[] {
    const found: PlainMessage[] = [];
    if (/[+#]/.test(filter)) collect(root, filter.split('/'), 0, found, true);
    else found.push(...[byTopic.get(filter)].filter((message) => message !== undefined));
    return found;
  }

  function remove(topic: string): void {
    if (!byTopic.delete(topic)) return;
    const levels = topic.split('/');
    const path = [root];
    for (const level of levels) {
      const child = path.at(-1)?.children.get(level);
      if (child) path.push(child);
    }
    const last = path.at(-1);
    if (last) last.message = undefined;
    for (let depth = levels.length; depth > 0; depth--) {
      const node = path[depth];
      if (!node || node.message || node.children.size > 0) return;
      path[depth - 1]?.children.delete(levels[depth - 1] ?? '');
    }
  }
}

export const isExpired = ({ expiresAtMs }: PlainMessage, nowMs: number): boolean =>
  expiresAtMs !== undefined && expiresAtMs <= nowMs;

function collect(
  node: Node,
  levels: readonly string[],
  depth: number,
  found: PlainMessage[],
  isRoot = false,
): void {
  const level = levels[depth];
  if (level === undefined || level === '#') {
    if (node.message) found.push(node.message);
    if (level === undefined) return;
  }
  if (level !== '#' && level !== '+') {
    const child = node.children.get(level ?? '');
    if (child) collect(child, levels, depth + 1, found);
    return;
  }
  for (const [name, child] of node.children) {
    if (isRoot && isHidden(name)) continue;
    collect(child, levels, level === '#' ? depth : depth + 1, found);
  }
}
