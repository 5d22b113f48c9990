import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyText } from '../../protocol/arbitraries';
import { closedNameAt, queryAt } from './completion-query';

/** The caret stands at the `|`. */
const at = (drawn: string): [text: string, caret: number] => [drawn.replace('|', ''), drawn.indexOf('|')];
const query = (drawn: string) => queryAt(...at(drawn));
const closed = (drawn: string) => closedNameAt(...at(drawn));

it('finds the person that is being named at the caret', () => {
  expect(query('@|')).toEqual({ kind: 'person', start: 0, text: '' });
  expect(query('hello @An|')).toEqual({ kind: 'person', start: 6, text: 'An' });
  expect(query('(@An| and more')).toEqual({ kind: 'person', start: 1, text: 'An' });
  expect(query('one\n@مر|')).toEqual({ kind: 'person', start: 4, text: 'مر' });
});

it('lets names have spaces, but not begin with one, nor go over lines', () => {
  expect(query('@Ann Lee|')?.text).toBe('Ann Lee');
  expect(query('@ Ann|')).toBeUndefined();
  expect(query('@Ann\nLee|')).toBeUndefined();
  expect(query(`@${'x'.repeat(40)}|`)?.text).toHaveLength(40);
  expect(query(`@${'x'.repeat(41)}|`)).toBeUndefined();
});

it('takes the last of several', () => {
  expect(query('@Ann, @Bo|')).toEqual({ kind: 'person', start: 6, text: 'Bo' });
  expect(query('@Ann :ta|')).toEqual({ kind: 'emoji', start: 5, text: 'ta' });
});

it('leaves addresses, times, code and single letters alone', () => {
  for (const drawn of [
    'mail ann@exam|',
    'جهة@exam|',
    'at 10:30|',
    'https://a.example|',
    'std::ve|',
    'a :D|',
    'just : so|',
    'run `x :ta|',
    '```\n@An|',
    'no caret|',
    '|@Ann',
  ])
    expect([drawn, query(drawn)]).toEqual([drawn, undefined]);
  expect(query('`code` :ta|')?.text).toBe('ta');
});

it('finds the emoji that is being named from its second letter on', () => {
  expect(query(':ta|')).toEqual({ kind: 'emoji', start: 0, text: 'ta' });
  expect(query('well (:+1|')).toEqual({ kind: 'emoji', start: 6, text: '+1' });
  expect(query('🎉:ta|')?.start).toBe(2);
});

it('finds a name that was just closed', () => {
  expect(closed('so :tada:|')).toEqual({ start: 3, name: 'tada' });
  expect(closed('so :Tada:| more')).toEqual({ start: 3, name: 'Tada' });
  for (const drawn of ['at 10:30:|', '::|', 'a::b:|', '`:tada:|', ':tada: |', ':ta da:|'])
    expect([drawn, closed(drawn)]).toEqual([drawn, undefined]);
});

it('always says what stands between the place and the caret', () => {
  const anyPieces = fc.array(
    fc.oneof(anyText, fc.constantFrom('@', ':', ' ', '`', '\n', 'Ann', ':ta', ':tada:')),
  );
  fc.assert(
    fc.property(anyPieces, fc.nat(), (pieces, seed) => {
      const text = pieces.join('');
      const caret = seed % (text.length + 1);
      const found = queryAt(text, caret);
      const name = closedNameAt(text, caret);
      const said = [found && (found.kind === 'emoji' ? ':' : '@') + found.text, name && `:${name.name}:`];
      const stands = [found && text.slice(found.start, caret), name && text.slice(name.start, caret)];
      expect(stands).toEqual(said);
    }),
  );
});

it('is done soon in a long text', () => {
  for (const text of [
    '@'.repeat(20_000),
    ':'.repeat(20_000),
    '`'.repeat(20_000),
    `${':a'.repeat(10_000)} @`,
  ]) {
    const beginMs = performance.now();
    for (let n = 0; n < 20; n++) queryAt(text, text.length);
    expect(performance.now() - beginMs).toBeLessThan(200);
  }
});
