// Filters by their levels, so that a topic finds those that match it in as many steps as it has levels, however many there are.
import { isHidden } from '../topic-filter';

export interface TopicTree<Key, Value> {
  /** A key has at most one value at a filter. */
  set(filter: string, key: Key, value: Value): void;
  get(filter: string, key: Key): Value | undefined;
  delete(filter: string, key: Key): void;
  /** All that match the topic. */
  match(topic: string, found: (value: Value) => void): void;
}

interface Node<Key, Value> {
  readonly children: Map<string, Node<Key, Value>>;
  readonly values: Map<Key, Value>;
}

export function createTopicTree<Key, Value>(): TopicTree<Key, Value> {
  const root = createNode<Key, Value>();

  return {
    set(filter, key, value) {
      let node = root;
      for (const level of filter.split('/')) {
        const child = node.children.get(level) ?? createNode();
        node.children.set(level, child);
        node = child;
      }
      node.values.set(key, value);
    },
    get: (filter, key) => pathTo(filter)?.at(-1)?.values.get(key),
    delete(filter, key) {
      const path = pathTo(filter);
      path?.at(-1)?.values.delete(key);
      const levels = filter.split('/');
      // What nobody needs any more goes, from its end on.
      for (let depth = levels.length; path && depth > 0; depth--) {
        const node = path[depth];
        if (!node || node.values.size > 0 || node.children.size > 0) return;
        path[depth - 1]?.children.delete(levels[depth - 1] ?? '');
      }
    },
    match: (topic, found) => match(root, topic.split('/'), 0, found),
  };

  /** From the root on; `undefined` where nothing is. */
  function pathTo(filter: string): Node<Key, Value>[] | undefined {
    const path = [root];
    for (const level of filter.split('/')) {
      const child = path.at(-1)?.children.get(level);
      if (!child) return undefined;
      path.push(child);
    }
    return path;
  }
}

const createNode = <Key, Value>(): Node<Key, Value> => ({ children: new Map(), values: new Map() });

function match<Key, Value>(
  node: Node<Key, Value>,
  levels: readonly string[],
  depth: number,
  found: (value: Value) => void,
): void {
  const wildcards = depth > 0 || !isHidden(levels[0] ?? '');
  // `#` stands for its parent too.
  if (wildcards) node.children.get('#')?.values.forEach(found);
  const level = levels[depth];
  if (level === undefined) {
    node.values.forEach(found);
    return;
  }
  const exact = node.children.get(level);
  if (exact) match(exact, levels, depth + 1, found);
  const any = wildcards ? node.children.get('+') : undefined;
  if (any) match(any, levels, depth + 1, found);
}
