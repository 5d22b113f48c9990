// Says new messages of others to those who listen, a second's worth at a time. The list itself stays silent:
// a virtual list that is a live region reads old rows aloud on every scroll.
import { useEffect, useRef, useState } from 'react';
import type { ItemView, MessageView } from '../../store/state';
import { Unseen } from '../design/Unseen';
import { texts } from '../texts/texts';
import { incomingAfter, newestSeq } from './item-order';

const batchMs = 1000;
/** So many are read out; of more only the number is said. */
const maxRead = 2;

export function Announcer({ items }: { items: readonly ItemView[] }) {
  const [said, setSaid] = useState('');
  /** What is above these has not been said yet; `undefined` until the room has been read. */
  const saidSeq = useRef<number>(undefined);

  useEffect(() => {
    if (saidSeq.current === undefined) {
      if (items.length === 0) return undefined;
      saidSeq.current = newestSeq(items);
      return undefined;
    }
    const timer = setTimeout(() => {
      const words = describe(incomingAfter(items, saidSeq.current ?? 0));
      saidSeq.current = Math.max(saidSeq.current ?? 0, newestSeq(items));
      if (words) setSaid(words);
    }, batchMs);
    return () => clearTimeout(timer);
  }, [items]);

  return <Unseen aria-live="polite">{said}</Unseen>;
}

function describe(incoming: readonly MessageView[]): string {
  if (incoming.length > maxRead)
    return texts.announce.many(incoming.length, [...new Set(incoming.map((message) => message.author))]);
  return incoming.map(({ author, text }) => texts.announce.one(author, text)).join(' ');
}
