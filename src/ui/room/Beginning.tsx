// Above the first message that is here: that the room begins, or that there is more.
import type { OpenRoomView } from '../../store/state';
import { Button } from '../design/Button';
import { texts } from '../texts/en';
import styles from './Beginning.module.css';

interface BeginningProps {
  open: OpenRoomView;
  problem: string | undefined;
  onLoad: () => void;
}

export function Beginning({ open, problem, onLoad }: BeginningProps) {
  const { older, name } = open;
  return (
    <div className={styles.beginning}>
      {older === 'none' && texts.room.beginning(name)}
      {older !== 'none' && !problem && texts.room.olderComing}
      {older !== 'none' && problem && (
        <>
          <span>
            {texts.room.olderMissing}. {problem}
          </span>
          <Button look="small" onClick={onLoad}>
            {texts.room.fetchOlder}
          </Button>
        </>
      )}
    </div>
  );
}
