import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { leaveOut, type Node, type Parts } from './leave-out.ts';

const leftOut = (code: string, parts: Partial<Parts>) =>
  leaveOut(code, parseSync('script.js', code).program as unknown as Node, parts);
const run = (code: string, parts: Partial<Parts>): unknown =>
  // oxlint-disable-next-line typescript/no-implied-eval -- Code of this test.
  (new Function(leftOut(code, parts)) as () => unknown)();

const draw = `
function draw(fiber) {
  var drawn = [];
  switch (fiber.tag) {
    case 1: drawn.push("one"); break;
    case 2:
    case 13: drawn.push("suspense"); break;
    case 3: drawn.push("three");
    case 14: drawn.push("after three"); break;
    case 15: drawn.push("gone"); break;
    default: drawn.push("other");
  }
  if (15 === fiber.tag || fiber.tag !== 15) drawn.push(15 === fiber.tag ? "fifteen" : "not fifteen");
  return drawn.join(", ");
}
return [1, 2, 3, 13, 14, 15].map((tag) => draw({ tag }));`;

test('leaves out the cases of kinds that are never made, and keeps what other cases go on into', () => {
  const slim = leftOut(draw, { tags: new Set([14, 15]) });
  expect(slim).not.toContain('gone');
  expect(slim).not.toContain('case 14');
  // Those that can be: the same. Those that cannot: as if nobody knew them.
  expect(run(draw, { tags: new Set([14, 15]) })).toEqual([
    'one, not fifteen',
    'suspense, not fifteen',
    'three, after three, not fifteen',
    'suspense, not fifteen',
    'other, not fifteen',
    'other, not fifteen',
  ]);
});

test('leaves out names in cases, exports, properties of objects, and what would only run in another app', () => {
  const code = `
var hydrating = !1, exports = {}, seen = [];
function Handle() { seen.push("handle"); }
Handle.prototype.focus = function () { seen.push("focus"); };
function enter() { hydrating = !0; }
function kindOf(type) { switch (type) { case LAZY: return "lazy"; case MEMO: return "memo"; } return "other"; }
function draw(value, hydrating) { return hydrating || value; }
exports.hydrate = function () { hydrating ? seen.push("hydrate") : 0; };
exports.calls = { f: draw, preload: enter };
enter();
return [hydrating ? "server" : "here", draw(0, 7), kindOf(2), kindOf(1), Object.keys(exports), Object.keys(exports.calls)];`;
  const parts = {
    neverTrue: new Set(['hydrating']),
    neverCalled: new Set(['Handle']),
    cases: new Set(['LAZY']),
    properties: new Set(['hydrate', 'preload']),
  };
  const head = 'var LAZY = 1, MEMO = 2;';
  expect(run(head + code, parts)).toEqual(['here', 7, 'memo', 'other', ['calls'], ['f']]);
  expect(leftOut(code, parts)).not.toContain('focus');
  expect(() => run(code.replace('enter();', 'new Handle();'), parts)).toThrow('Left out of this build');
});

test('keeps variables that are declared in what is left out and used elsewhere', () => {
  const code = `
function draw(fiber) {
  if (fiber) switch (fiber.tag) {
    case 14: var drawn = 1; break;
    case 1: drawn = "one";
  }
  return drawn;
}
return draw({ tag: 1 });`;
  expect(run(`'use strict';${code}`, { tags: new Set([14]) })).toBe('one');
});

test('keeps every line in its place, for source maps', () => {
  const lines = (code: string) => code.split('\n').length;
  expect(lines(leftOut(draw, { tags: new Set([13, 14, 15]) }))).toBe(lines(draw));
});

test('says what it does not find', () => {
  expect(() => leftOut(draw, { tags: new Set([14, 99]), neverTrue: new Set(['hydrating']) })).toThrow(
    'There is no 99, hydrating in it any more.',
  );
});
