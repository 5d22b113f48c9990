// Above the first message that is here: that the room begins, or that there is more.
import type { OpenRoomView } from '../../store/state';
import { Button } from '../design/Button';
import { texts } from '../texts/texts';
import styles from './Beginning.module.css';

interface BeginningProps {
  open: OpenRoomView;
  problem: string | undefined;
  onLoad: () => void;
}

export function Beginning({ open, problem, onLoad }: BeginningProps) {
  const { older, name } = open;
  const isMore = older === 'here' || older === 'at-broker';
  return (
    <div className={styles.beginning}>
      {older === 'none' && texts.room.beginning(name)}
      {older === 'removed' && texts.room.olderRemoved}
      {isMore && !problem && texts.room.olderComing}
      {isMore && problem && (
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
