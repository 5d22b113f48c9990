import { createMemoryData, createMemoryStore, type MemoryData } from './memory-store';
import { storeContract } from './store.contract';

const dataByDir = new Map<string, MemoryData>();

storeContract('the memory store', async (dir) => {
  const data = dataByDir.get(dir) ?? createMemoryData();
  dataByDir.set(dir, data);
  return createMemoryStore({ clock: () => 1_790_000_000_000, data });
});
