// Where messages stand that have no place in the log any more. Pure.
import type { ItemView, MessageView } from './state';

/** Each before the first stored message that is newer. */
export function withOrphans(
  items: readonly ItemView[],
  orphans: readonly MessageView[],
): readonly ItemView[] {
  if (orphans.length === 0) return items;
  const list = [...items];
  for (const orphan of orphans) {
    const next = list.findIndex(
      (item) =>
        item.type === 'message' && (item.atMs > orphan.atMs || (item.seq === undefined && !item.orphaned)),
    );
    list.splice(next < 0 ? list.length : next, 0, orphan);
  }
  return list;
}
