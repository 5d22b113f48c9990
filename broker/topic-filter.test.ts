import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopicTree } from './plain/topic-tree';
import { covers, isFilter, isTopic, readShared } from './topic-filter';

const level = fc.constantFrom('a', 'b', '', '+', '$x');
const filter = fc
  .record({ levels: fc.array(level, { minLength: 1, maxLength: 4 }), open: fc.boolean() })
  .map(({ levels, open }) => [...levels, ...(open ? ['#'] : [])].join('/'))
  .filter(isFilter);
const topic = fc
  .array(fc.constantFrom('a', 'b', '', '$x'), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter(isTopic);

describe('filters', () => {
  it.each(['#', '+', 'a/+/b', '/', 'a/#', '+/#', ' '])('[MQTT-4.7.1-1] may be %j', (text) => {
    expect(isFilter(text)).toBe(true);
  });

  it.each(['', 'a#', '#/a', 'a/#/b', 'a+', '+a/b', 'a\0'])('[MQTT-4.7.1-1] may not be %j', (text) => {
    expect(isFilter(text)).toBe(false);
  });

  it('[MQTT-4.8.2-1], [MQTT-4.8.2-2] of a group have a name without wildcards and a filter', () => {
    expect(readShared('$share/g/a/+')).toEqual({ group: 'g', filter: 'a/+' });
    expect(readShared('a/b')).toBeUndefined();
    for (const wrong of ['$share', '$share/', '$share/g', '$share//a', '$share/g+/a', '$share/g/a#'])
      expect([wrong, readShared(wrong)]).toEqual([wrong, 'wrong']);
  });

  it.each([
    ['#', 'a/b', true],
    ['a/#', 'a', true],
    ['a/+', 'a/+', true],
    ['a/#', 'a/+/#', true],
    ['a/+', 'a/#', false],
    ['a/b', 'a/+', false],
    ['+/b', '$SYS/b', false],
    ['#', '$SYS/b', false],
    ['$SYS/#', '$SYS/b', true],
    ['+', '/a', false],
    ['+/+', '/a', true],
  ])('%s covers %s: %s [MQTT-4.7.2-1]', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  it('that cover another one match whatever that one matches', () => {
    fc.assert(
      fc.property(filter, filter, topic, (wide, narrow, name) => {
        expect(covers(wide, narrow) && covers(narrow, name) && !covers(wide, name)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a tree of filters', () => {
  it('finds for each topic the filters that match it, whatever was there before', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 12 }), fc.array(filter), topic, (added, removed, name) => {
        const tree = createTopicTree<string, string>();
        for (const each of added) tree.set(each, 'k', each);
        for (const each of removed) tree.delete(each, 'k');
        const found: string[] = [];
        tree.match(name, (each) => found.push(each));
        const left = new Set(added.filter((each) => !removed.includes(each)));
        expect(found.toSorted()).toEqual([...left].filter((each) => covers(each, name)).toSorted());
      }),
      { numRuns: 2000 },
    );
  });
});
