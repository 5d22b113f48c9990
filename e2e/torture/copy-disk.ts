// A copy of a browser's profile: all databases of a disk, with everything in them, on a new disk.
import { IDBFactory } from 'fake-indexeddb';

/** The disk must be at rest: nothing writes while it is copied. */
export async function copyDisk(disk: IDBFactory): Promise<IDBFactory> {
  const copy = new IDBFactory();
  for (const { name, version } of await disk.databases()) {
    if (name === undefined || version === undefined) continue;
    const source = await done(disk.open(name));
    const target = await openLike(copy, source, version);
    for (const store of source.objectStoreNames) await copyStore(source, target, store);
    source.close();
    target.close();
  }
  return copy;
}

function openLike(factory: IDBFactory, source: IDBDatabase, version: number): Promise<IDBDatabase> {
  const opening = factory.open(source.name, version);
  opening.addEventListener('upgradeneeded', () => {
    for (const name of source.objectStoreNames) {
      const { keyPath, autoIncrement, indexNames } = storeOf(source, name);
      const made = opening.result.createObjectStore(name, { keyPath, autoIncrement });
      for (const indexName of indexNames) {
        const index = storeOf(source, name).index(indexName);
        made.createIndex(indexName, index.keyPath, { unique: index.unique, multiEntry: index.multiEntry });
      }
    }
  });
  return done(opening);
}

const storeOf = (database: IDBDatabase, name: string): IDBObjectStore =>
  database.transaction(name).objectStore(name);

async function copyStore(source: IDBDatabase, target: IDBDatabase, name: string): Promise<void> {
  const from = storeOf(source, name);
  const [keys, values] = await Promise.all([
    done(from.getAllKeys()),
    done(from.getAll() as IDBRequest<unknown[]>),
  ]);
  const transaction = target.transaction(name, 'readwrite');
  const to = transaction.objectStore(name);
  // A store with a key path takes no key of its own.
  for (const [index, value] of values.entries()) to.put(value, to.keyPath === null ? keys[index] : undefined);
  await new Promise((resolve, reject) => {
    transaction.addEventListener('complete', resolve);
    transaction.addEventListener('error', reject);
  });
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB gave no reason.')));
  });
