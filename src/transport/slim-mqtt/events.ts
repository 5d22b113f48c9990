// In the place of Node's `events` for MQTT.js: the part of an EventEmitter that it and mqtt-packet use. Written for Onebar.
type Listener = (...args: never[]) => unknown;

interface Entry {
  readonly listener: Listener;
  readonly once: boolean;
}

// A class, because MQTT.js copies what stands on its prototype into its own client, and never calls its constructor.
export class EventEmitter {
  private entriesByEvent?: Map<string, readonly Entry[]>;

  on(event: string, listener: Listener): this {
    return this.add(event, { listener, once: false });
  }

  once(event: string, listener: Listener): this {
    return this.add(event, { listener, once: true });
  }

  off(event: string, listener: Listener): this {
    const entries = this.entriesOf(event);
    const index = entries.findLastIndex((entry) => entry.listener === listener);
    if (index >= 0) this.entriesByEvent?.set(event, entries.toSpliced(index, 1));
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    if (event === undefined) this.entriesByEvent?.clear();
    else this.entriesByEvent?.delete(event);
    return this;
  }

  listenerCount(event: string): number {
    return this.entriesOf(event).length;
  }

  /** Nothing warns here, so there is nothing to set. */
  setMaxListeners(): this {
    return this;
  }

  /** Listeners that are added or taken away meanwhile count from the next time on. */
  emit(event: string, ...args: unknown[]): boolean {
    const entries = this.entriesOf(event);
    if (entries.length === 0 && event === 'error') throw args[0];
    for (const { listener, once } of entries) {
      if (once) this.off(event, listener);
      listener.apply(this, args as never[]);
    }
    return entries.length > 0;
  }

  private add(event: string, entry: Entry): this {
    this.entriesByEvent ??= new Map();
    this.entriesByEvent.set(event, [...this.entriesOf(event), entry]);
    return this;
  }

  private entriesOf(event: string): readonly Entry[] {
    return this.entriesByEvent?.get(event) ?? [];
  }
}

// As in Node, what is required is the class itself, and it has its own name as well: MQTT.js takes the one, mqtt-packet the other.
const events = Object.assign(EventEmitter, { EventEmitter });
export { events as 'module.exports' };
