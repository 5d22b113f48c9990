// In the place of `lru-cache` (ISC) for MQTT.js, which keeps the topics of its aliases in one. Written for Onebar: a Map remembers the order
// in which keys were set, so what was used is set anew.
export class LRUCache<K, V> {
  private readonly map = new Map<K, V>();
  private readonly max: number;

  constructor({ max }: { max: number }) {
    this.max = max;
  }

  get size(): number {
    return this.map.size;
  }

  get(key: K): V | undefined {
    const value = this.map.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): this {
    this.map.delete(key);
    this.map.set(key, value);
    const [oldest] = this.map.keys();
    if (this.map.size > this.max) this.map.delete(oldest as K);
    return this;
  }

  /** The one used last comes first. */
  keys(): K[] {
    return [...this.map.keys()].toReversed();
  }

  clear(): void {
    this.map.clear();
  }
}
