import { describe, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { changeEntry } from '../../src/protocol/room-change';
import type { UserId } from '../../src/protocol/ids';
import { textBodyOf } from '../../src/protocol/text-body';
import { entryId } from '../store/entry-requests';
import { textLine } from './text-line';

const ts = Date.UTC(2026, 10, 29, 19, 41, 59) / 1000;
const lineOf = (kind: number, body: unknown) => textLine({ kind, body, ts }, 'Ann');

describe('a line', () => {
  it('says when in UTC, who, and what', () => {
    expect(lineOf(entryKind.text, 'hello')).toBe('2026-11-29 19:41 Ann: hello');
    expect(lineOf(entryKind.text, textBodyOf('yes', entryId(1)))).toBe('2026-11-29 19:41 Ann: yes');
    expect(lineOf(entryKind.edit, editBodyOf(entryId(1), 'hallo'))).toBe(
      '2026-11-29 19:41 Ann (edited): hallo',
    );
    expect(lineOf(entryKind.retract, retractBodyOf(entryId(1)))).toBe(
      '2026-11-29 19:41 Ann took a message back',
    );
  });

  it('stays one line, whatever is in it, and commands no terminal', () => {
    const text = 'a\nb\r\nc\rd\u2028e\u2029f\u0085g\vh\fi\tj\u001b[2Jk\u0007\0\u009b1m';
    const line = lineOf(entryKind.text, text) ?? '';
    expect(line).toBe(
      '2026-11-29 19:41 Ann: a ⏎ b ⏎ c ⏎ d ⏎ e ⏎ f ⏎ g ⏎ h ⏎ i\tj\ufffd[2Jk\ufffd\ufffd\ufffd1m',
    );
  });

  it('is none for a reaction, a change of the room, and what was taken back', () => {
    const joined = changeEntry({ what: 'join', user: 'ann' as UserId });
    expect(lineOf(entryKind.reaction, reactionBodyOf(entryId(1), '👍'))).toBeUndefined();
    expect(lineOf(joined.kind, joined.body)).toBeUndefined();
    expect(lineOf(entryKind.text, null)).toBeUndefined();
    expect(lineOf(entryKind.edit, null)).toBeUndefined();
    expect(lineOf(200, 'from tomorrow')).toBeUndefined();
  });
});
