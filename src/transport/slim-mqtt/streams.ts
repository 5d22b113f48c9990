/* oxlint-disable no-underscore-dangle -- the names are those of Node’s streams */
// In the place of `readable-stream` for MQTT.js, which makes two: a sink for the bytes that came in, and a source of the packets in its
// store. Written for Onebar. Both keep the rules of Node's streams that MQTT.js rests on.
import { EventEmitter } from './events';

/** Chunks are handed to `_write` one after another: the next when the one before called back. */
export class Writable extends EventEmitter {
  declare _write: (chunk: Uint8Array, encoding: string, written: (error?: Error | null) => void) => void;
  private readonly waiting: Uint8Array[] = [];
  private writing = false;

  write(chunk: Uint8Array): boolean {
    this.waiting.push(chunk);
    this.next();
    return this.waiting.length === 0;
  }

  private next(): void {
    // A loop, not a recursion: many chunks may be waiting whose `_write` calls back at once.
    while (!this.writing) {
      const chunk = this.waiting.shift();
      if (!chunk) return;
      this.writing = true;
      let inCall = true;
      this._write(chunk, 'buffer', (error) => {
        this.writing = false;
        if (error) {
          this.waiting.length = 0;
          this.emit('error', error);
        } else if (!inCall) this.next();
      });
      inCall = false;
    }
  }
}

/** In object mode: `read` takes one, `readable` says that there may be one, `end` that the last one was taken. */
export class Readable extends EventEmitter {
  declare _read: () => void;
  private readonly waiting: unknown[] = [];
  private ended = false;
  private endTold = false;

  push(item: unknown): boolean {
    if (item === null) this.ended = true;
    else this.waiting.push(item);
    queueMicrotask(() => this.emit('readable'));
    return !this.ended;
  }

  read(): unknown {
    if (this.waiting.length === 0 && !this.ended) this._read();
    const item = this.waiting.shift() ?? null;
    if (this.ended && this.waiting.length === 0 && !this.endTold) {
      this.endTold = true;
      queueMicrotask(() => this.emit('end'));
    }
    return item;
  }
}
