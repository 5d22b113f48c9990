// Says to those who listen what became of the things they wrote, in whatever room: that some failed,
// and after a time without a link that the rest went out. A second's worth at a time.
import { useEffect, useRef, useState } from 'react';
import { useAppState } from '../app-context';
import { Unseen } from '../design/Unseen';
import { texts } from '../texts/texts';
import { createOutboxNews } from './outbox-news';

const batchMs = 1000;

export function OutboxAnnouncer() {
  const rows = useAppState((state) => state.outbox);
  const online = useAppState((state) => state.connection.state === 'online');
  const [news] = useState(createOutboxNews);
  const [said, setSaid] = useState('');
  const began = useRef(false);

  useEffect(() => {
    news.see(rows, online);
    if (!began.current) {
      // What had failed before is no news.
      began.current = true;
      news.take();
    }
    const timer = setTimeout(() => {
      const { failed, sent } = news.take();
      const words = [
        failed > 0 ? texts.announce.failed(failed) : '',
        sent > 0 ? texts.announce.sent(sent) : '',
      ]
        .filter(Boolean)
        .join(' ');
      if (words) setSaid(words);
    }, batchMs);
    return () => clearTimeout(timer);
  }, [rows, online, news]);

  return <Unseen aria-live="polite">{said}</Unseen>;
}
