// An entry of a room as one readable line, for those who read text/<room>: `2026-11-29 19:41 Ann: hello`, in UTC.
import { readAim } from '../../src/protocol/aim';
import { entryKind, type LogEntry } from '../../src/protocol/entry';
import { readTextBody } from '../../src/protocol/text-body';

/** `undefined`: it says nothing to them. `name` is the author's. */
export function textLine(entry: Pick<LogEntry, 'kind' | 'body' | 'ts'>, name: string): string | undefined {
  const said = whatItSays(entry, name);
  return said === undefined ? undefined : `${minute(entry.ts)} ${said}`;
}

function whatItSays(entry: Pick<LogEntry, 'kind' | 'body'>, name: string): string | undefined {
  const aim = readAim(entry);
  if (aim)
    return aim.text === undefined ? `${name} took a message back` : `${name} (edited): ${oneLine(aim.text)}`;
  // Of what was taken back the log keeps no words.
  const body = entry.kind === entryKind.text ? readTextBody(entry.body) : undefined;
  return body && `${name}: ${oneLine(body.text)}`;
}

const minute = (ts: number): string => new Date(ts * 1000).toISOString().slice(0, 16).replace('T', ' ');

/** A terminal does what a control character tells it: none of somebody else's gets there, and no line begins but ours. */
const oneLine = (text: string): string =>
  text.replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, ' ⏎ ').replaceAll(/(?!\t)\p{Cc}/gu, '\ufffd');
