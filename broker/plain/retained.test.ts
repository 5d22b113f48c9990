import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, isFilter } from '../topic-filter';
import type { PlainMessage } from './plain-message';
import { createRetained } from './retained';

const message = (topic: string, text = 'x', expiresAtMs?: number): PlainMessage => ({
  topic,
  payload: Buffer.from(text),
  qos: 1,
  retain: true,
  properties: Buffer.alloc(0),
  expiresAtMs,
});
const topic = fc
  .array(fc.constantFrom('a', 'b', '', '$x'), { minLength: 1, maxLength: 3 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');
const filter = fc
  .array(fc.constantFrom('a', 'b', '', '$x', '+', '#'), { minLength: 1, maxLength: 3 })
  .map((levels) => levels.join('/'))
  .filter(isFilter);

describe('retained messages', () => {
  it('are the last of each topic, and are found by every filter that matches', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(topic, fc.boolean())), filter, (changes, asked) => {
        const retained = createRetained();
        const there = new Set<string>();
        for (const [name, isKept] of changes) {
          retained.put(message(name, isKept ? 'x' : ''));
          if (isKept) there.add(name);
          else there.delete(name);
        }
        const found = retained.match(asked, 0).map((each) => each.topic);
        expect(found.toSorted()).toEqual([...there].filter((name) => covers(asked, name)).toSorted());
        expect(retained.size).toBe(there.size);
      }),
      { numRuns: 2000 },
    );
  });

  it('are forgotten by a filter, also those that are being written', () => {
    const retained = createRetained();
    for (const name of ['a', 'a/b', 'c']) retained.put(message(name, 'x', 1));
    const begun = message('a/d');
    retained.begin(begun);
    expect(retained.forget('a/#').toSorted()).toEqual(['a', 'a/b', 'a/d']);
    retained.end(begun, true);
    expect(retained.match('#', 0).map((each) => each.topic)).toEqual(['c']);
    expect([retained.size, retained.isWriting]).toEqual([1, false]);
  });

  it('[MQTT-3.3.1-6] go with an empty payload, and when their time is over', () => {
    const retained = createRetained();
    retained.put(message('a', 'one'));
    retained.put(message('a', ''));
    retained.put(message('b', 'one', 100));
    expect(retained.match('#', 99).map((each) => each.topic)).toEqual(['b']);
    expect(retained.match('#', 100)).toEqual([]);
    expect(retained.expire(100)).toEqual(['b']);
    expect(retained.size).toBe(0);
  });
});
