// Takes parts out of a script that cannot run in this app. Every part is named; what is named and not found is an error, so nothing is
// left in, or taken out, without a word. Lines stay where they were, so that source maps hold.

export interface Parts {
  /** Numbers that the property `tag` never has here: their cases and comparisons go. */
  tags: ReadonlySet<number>;
  /** Names that stand in a `case` and are never met here. */
  cases: ReadonlySet<string>;
  /** Variables of the whole script that are never true here. */
  neverTrue: ReadonlySet<string>;
  /** Functions that are never called here: they say so if they are. */
  neverCalled: ReadonlySet<string>;
  /** Properties of objects, and what is exported. */
  properties: ReadonlySet<string>;
}

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

type Edit = readonly [start: number, end: number, text: string];

const leaves = new Set(['BreakStatement', 'ReturnStatement', 'ContinueStatement', 'ThrowStatement']);

export function leaveOut(code: string, program: Node, parts: Partial<Parts>): string {
  const { tags, cases, neverTrue, neverCalled, properties } = parts;
  const missing = new Set<number | string>(
    [tags, cases, neverTrue, neverCalled, properties].flatMap((names) => [...(names ?? [])]),
  );
  const edits: Edit[] = [];
  const found = <T extends number | string>(names: ReadonlySet<T> | undefined, name: unknown): boolean =>
    names?.has(name as T) === true && (missing.delete(name as T), true);
  const replace = ({ start, end }: { start: number; end: number }, text = '') => {
    edits.push([start, end, text + code.slice(start, end).replaceAll(/[^\n]/g, '')]);
  };

  /** Where the function that is looked at begins; 0: the script itself. */
  let functionAt = 0;
  /** A variable belongs to its whole function, wherever it is declared. */
  const leaveOutBranch = (branch: Node) => {
    replace(branch);
    const names = varsIn(branch);
    if (names.length > 0) edits.push([functionAt, functionAt, `var ${names.join(', ')};`]);
  };

  const visitSwitch = (node: Node) => {
    const byTag = isTag(node['discriminant']);
    visit(node['discriminant'] as Node);
    /** Whether what stands before goes on into this case. */
    let fallsIn = false;
    for (const branch of node['cases'] as Node[]) {
      const test = branch['test'] as Node | null;
      const body = branch['consequent'] as Node[];
      const never = test !== null && ((byTag && found(tags, test['value'])) || found(cases, nameOf(test)));
      if (never && !fallsIn) {
        leaveOutBranch(branch);
        continue;
      }
      if (never) replace({ start: branch.start, end: body[0]?.start ?? branch.end });
      body.forEach((statement) => visit(statement, branch));
      if (body.length > 0 || !never) fallsIn = !endsIn(body);
    }
  };

  const visit = (node: Node, parent?: Node, place?: string): void => {
    if (node.type === 'SwitchStatement') {
      visitSwitch(node);
      return;
    }
    if (isNeverTagged(node)) replace(node, node['operator'] === '===' ? '!1' : '!0');
    else if (
      node.type === 'AssignmentExpression' &&
      doesNothing(node['right']) &&
      found(neverTrue, nameOf(node['left']))
    )
      replace(node, '!1');
    else if (isRead(node, parent, place) && found(neverTrue, nameOf(node))) replace(node, '!1');
    else if (node.type === 'FunctionDeclaration' && found(neverCalled, nameOf(node['id'])))
      replace(
        node['body'] as Node,
        '{ throw Error("Left out of this build of React: see vite/slim-react.ts"); }',
      );
    else if (node.type === 'ExpressionStatement' && isNeverSet(node['expression'] as Node)) replace(node);
    else if (node.type === 'Property' && found(properties, nameOf(node['key']))) {
      // With the comma behind it, which may be missing after the last one.
      replace({ start: node.start, end: code[node.end] === ',' ? node.end + 1 : node.end });
    } else if (!hidesOne(node)) {
      const outerAt = functionAt;
      if (isFunction(node)) functionAt = (node['body'] as Node).start + 1;
      eachChild(node, (child, key) => visit(child, node, key));
      functionAt = outerAt;
    }
  };

  const isNeverTagged = (node: Node): boolean => {
    if (node.type !== 'BinaryExpression' || !['===', '!=='].includes(node['operator'] as string))
      return false;
    const [left, right] = [node['left'] as Node, node['right'] as Node];
    return (isTag(right) && found(tags, left['value'])) || (isTag(left) && found(tags, right['value']));
  };
  /** `exports.x = …` of what is left out, and `X.prototype.y = …` of what is never called. */
  const isNeverSet = (node: Node): boolean => {
    const left = node['left'] as Node | undefined;
    if (node.type !== 'AssignmentExpression' || left?.type !== 'MemberExpression') return false;
    const object = left['object'] as Node;
    if (nameOf(object) === 'exports') return found(properties, nameOf(left['property']));
    return nameOf(object['property']) === 'prototype' && found(neverCalled, nameOf(object['object']));
  };
  /** A function with a parameter of the same name means that one. */
  const hidesOne = (node: Node): boolean =>
    Array.isArray(node['params']) && node['params'].some((param) => neverTrue?.has(nameOf(param) ?? ''));

  visit(program);
  if (missing.size > 0) throw new Error(`There is no ${[...missing].join(', ')} in it any more.`);
  let slim = '';
  let at = 0;
  for (const [start, end, text] of edits.toSorted((a, b) => a[0] - b[0])) {
    slim += code.slice(at, start) + text;
    at = end;
  }
  return slim + code.slice(at);
}

function nameOf(node: unknown): string | undefined {
  const { type, name } = (node ?? {}) as { type?: string; name?: string };
  return type === 'Identifier' ? name : undefined;
}

/** An arrow that returns at once has no body to declare anything in. */
function isFunction(node: Node): boolean {
  return Array.isArray(node['params']) && (node['body'] as Node | null)?.type === 'BlockStatement';
}

function varsIn(node: Node): string[] {
  const names: string[] = [];
  if (node.type === 'VariableDeclarator') {
    const name = nameOf(node['id']);
    if (name !== undefined) names.push(name);
  }
  if (!Array.isArray(node['params'])) eachChild(node, (child) => names.push(...varsIn(child)));
  return names;
}

function isTag(node: unknown): boolean {
  const { type, computed, property, object } = node as Node;
  return (
    type === 'MemberExpression' && computed === false && nameOf(property) === 'tag' && doesNothing(object)
  );
}

/** Reading it changes nothing, so it may as well not be read. */
function doesNothing(node: unknown): boolean {
  const { type, object, computed, argument } = node as Node;
  if (type === 'MemberExpression') return computed === false && doesNothing(object);
  if (type === 'UnaryExpression') return doesNothing(argument);
  return type === 'Identifier' || type === 'Literal';
}

function isRead(node: Node, parent: Node | undefined, place: string | undefined): boolean {
  if (node.type !== 'Identifier') return false;
  if (parent?.type === 'VariableDeclarator' && place === 'id') return false;
  return !(parent?.type === 'MemberExpression' && place === 'property' && parent['computed'] === false);
}

function endsIn(statements: readonly Node[]): boolean {
  const last = statements.at(-1);
  if (last?.type === 'BlockStatement') return endsIn(last['body'] as Node[]);
  return last !== undefined && leaves.has(last.type);
}

function eachChild(node: Node, visit: (child: Node, key: string) => void): void {
  for (const [key, value] of Object.entries(node))
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof (child as Node | null)?.type === 'string') visit(child as Node, key);
}
