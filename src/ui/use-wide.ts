// Is there space for a third column?
import { useSyncExternalStore } from 'react';

const wide = () => matchMedia('(min-width: 1100px)');

const subscribe = (listener: () => void) => {
  const query = wide();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => wide().matches);
