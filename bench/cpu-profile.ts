// Where the broker's time goes: Node's CPU profile, each sample given to the part of ours that it was spent for. What a
// library or Node does counts for the nearest function of ours that called it.
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Share of the time in which the main thread worked. */
export type Parts = ReadonlyMap<string, number>;

/** The first one that fits, on `file function`. */
const partRules: readonly (readonly [part: string, of: RegExp])[] = [
  ['write to the sockets', /websocket-frames|websocket-listener\S* write|connection\S* flush|mqtt\/mqtt\.ts/],
  [
    'acknowledgements that come',
    /puback\.ts|delivery\S* acked|ackInFlight|ackOnCursor|tellAcknowledged|takeAcknowledged|chat\/marks/,
  ],
  [
    'acknowledgements that go',
    /puback-encoder|answers\.ts|handlers\/publish\S* (?!handlePublish|topicOf)|connection\S* (acknowledge|answered)/,
  ],
  [
    'fan-out',
    /mqtt\/(subscriptions|delivery|live-session|session|cursor|publish-encoder|pump)|announce|stampEntry/,
  ],
  ['parse packets', /mqtt\/|broker\/http/],
  ['access', /chat\/(access|rooms|chat)|protocol\/(topics|ids)/],
  ['check entries', /protocol\/|chat\/(log|sending-order)|content-hash/],
  ['id index', /readIds|decodeIds/],
  ['batch', /store\//],
];

const otherPart = 'start and the rest';

export function readParts(profileDir: string, sourceMapPath: string): Parts {
  const [file] = readdirSync(profileDir).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`There is no CPU profile in ${profileDir}`);
  const profile = JSON.parse(readFileSync(join(profileDir, file), 'utf8')) as Profile;
  const sourceMap = new SourceMap(JSON.parse(readFileSync(sourceMapPath, 'utf8')) as SourceMapPayload);
  const partById = givePartsToNodes(profile, sourceMap);

  const micros = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const part = partById.get(id) ?? otherPart;
    if (part === idle) continue;
    const delta = profile.timeDeltas[index] ?? 0;
    micros.set(part, (micros.get(part) ?? 0) + delta);
    total += delta;
  }
  return new Map([...micros].toSorted(([, a], [, b]) => b - a).map(([part, some]) => [part, some / total]));
}

const idle = '(idle)';

function givePartsToNodes({ nodes }: Profile, sourceMap: SourceMap): Map<number, string> {
  const nodesById = new Map(nodes.map((node) => [node.id, node]));
  const partById = new Map<number, string>();
  const visit = (id: number, inherited: string): void => {
    const node = nodesById.get(id);
    if (!node) return;
    const part = partOf(node.callFrame, sourceMap) ?? inherited;
    partById.set(id, part);
    for (const child of node.children ?? []) visit(child, part);
  };
  const [root] = nodes;
  if (root) visit(root.id, otherPart);
  return partById;
}

/** `undefined`: the caller's. */
function partOf(
  { functionName, url, lineNumber, columnNumber }: Frame,
  sourceMap: SourceMap,
): string | undefined {
  if (functionName === idle) return idle;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native code, unnamed';
  // Node's own call-backs for a socket that has something to read, and ws between it and us.
  if (functionName === 'onStreamRead') return 'read from the sockets';
  if (!url.endsWith('/dist/bench-broker/main.js')) return undefined;
  const entry = sourceMap.findEntry(lineNumber, columnNumber);
  const where = 'originalSource' in entry ? `${entry.originalSource} ${functionName}` : functionName;
  return partRules.find(([, of]) => of.test(where))?.[0];
}
