// Everything is read when the newest is on a screen that somebody can see.
import { useEffect, useState } from 'react';
import { useActions } from '../app-context';

export function useMarkRead(newest: number, onScreen: boolean): void {
  const actions = useActions();
  const visible = useVisible();
  useEffect(() => {
    if (visible && onScreen && newest > 0) actions.markRead();
  }, [actions, newest, onScreen, visible]);
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}
