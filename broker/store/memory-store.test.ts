import { createMemoryData, createMemoryStore, type MemoryData } from './memory-store';
import { reactionsContract } from './reactions.contract';
import { removalContract } from './removal.contract';
import { storeContract } from './store.contract';

const dataByDir = new Map<string, MemoryData>();
const open = async (dir: string) => {
  const data = dataByDir.get(dir) ?? createMemoryData();
  dataByDir.set(dir, data);
  return createMemoryStore({ clock: () => 1_790_000_000_000, data });
};

storeContract('the memory store', open);
removalContract('the memory store', open);
reactionsContract('the memory store', open);
