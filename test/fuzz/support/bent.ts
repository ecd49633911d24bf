import * as fc from 'fast-check';

/** JSON, and whatever keys it has: `__proto__` among them. */
type Json = unknown;

/** One step into a value: a key, an index, or into the JSON that a string holds. */
type Step = string | number | typeof inside;
const inside = Symbol('the JSON of a string');

/** One bend: what is done, to which of all nodes, with which value or other node. */
interface Bend {
  readonly how: How;
  /** Taken modulo the number of nodes, so that it always hits one. */
  readonly at: number;
  readonly by: number;
  readonly value: Json;
}

const hows = [
  'replace',
  'remove',
  'repeat',
  'retype',
  'swap',
  'rename',
  'add',
  'nest',
  'garble',
  'grow',
] as const satisfies readonly string[];
type How = (typeof hows)[number];

/** A chain of lists: `deep(2)` is [[[]]]. */
export function deep(levels: number): Json {
  let value: Json = [];
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** Keys that mean something to JavaScript. */
export const treacherousKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
];

/** What is slipped into text: control characters, half surrogates, turned reading, markup of Slack, paths, glob and policy wildcards. */
export const treacherousTexts = [
  '\u0000',
  '\u001B[2J\u001B[31m',
  '\r\n{"level":"info","message":"forged"}\n',
  '\uD800',
  '\uDFFF\uD83D',
  '\u202E\u2066',
  '\u2028',
  '\uFEFF',
  '<!channel> <@U0000> *bold* `code` :fire: <https://evil.example|here>',
  '```',
  '../../../etc/passwd',
  '%2e%2e%2f',
  '${aws:username}',
  '*?*?*?*',
  '=cmd|calc',
  '</script><script>alert(1)</script>',
];

const values: readonly Json[] = [
  null,
  true,
  false,
  '',
  ' ',
  0,
  -1,
  0.5,
  -0,
  65_536,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '0x16',
  '٢٢',
  '0.0.0.0/0',
  '::/0',
  '0.0.0.0/33',
  '::ffff:0.0.0.0/96',
  '256.1.1.1/8',
  '1:2:3:4:5:6:7:8:9/1',
  '2026-02-31T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00',
  'not a date',
  '*',
  'undefined',
  'null',
  '{"a":',
  '[[[[',
  '"',
  '{"__proto__":{"polluted":true}}',
  [],
  {},
  [null],
  [[]],
  deep(90),
  { length: 3 },
  Object.fromEntries([['__proto__', { polluted: true }]]),
  { constructor: { prototype: { polluted: true } } },
  'x'.repeat(3000),
  ...treacherousTexts,
  ...treacherousKeys,
];

const bend: fc.Arbitrary<Bend> = fc.record({
  how: fc.constantFrom(...hows),
  at: fc.nat(1_000_000),
  by: fc.nat(1000),
  value: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  ),
});

/**
 * Payloads that were valid until they were bent in up to `most` places: nodes replaced, removed, repeated, of another type, in the place
 * of others, under other keys; also within the JSON that a string holds. Every fifth or so is as it was, so that what goes on behind
 * a good answer is tried as well.
 */
export function bent(samples: readonly Json[], most = 3): fc.Arbitrary<Json> {
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.oneof(
        { weight: 1, arbitrary: fc.constant<Bend[]>([]) },
        { weight: 4, arbitrary: fc.array(bend, { minLength: 1, maxLength: most }) },
      ),
    )
    .map(([sample, bends]) => bends.reduce(bendOnce, sample));
}

/** The same as text; every eighth or so is no JSON any more. */
export function bentText(samples: readonly Json[], most = 3): fc.Arbitrary<string> {
  const text = bent(samples, most).map((value) => JSON.stringify(value) ?? 'undefined');
  const broken = fc
    .tuple(text, fc.nat(1_000_000), fc.constantFrom('', '{', '"', ',', '\\', '\u0000', 'NaN', '/* */', '\uFEFF', '}'))
    .map(([whole, at, slip]) => {
      const cut = at % (whole.length + 1);
      return slip === '' ? whole.slice(0, cut) : `${whole.slice(0, cut)}${slip}${whole.slice(cut)}`;
    });
  return fc.oneof({ weight: 7, arbitrary: text }, { weight: 1, arbitrary: broken });
}

function bendOnce(whole: Json, { how, at, by, value }: Bend): Json {
  const nodes: Step[][] = [];
  collect(whole, [], nodes, 0);
  const path = nodes[at % nodes.length] ?? [];
  switch (how) {
    case 'replace':
      return changed(whole, path, () => value);
    case 'remove':
      return without(whole, path);
    case 'repeat':
      return changed(whole, path, (node) => Array.from({ length: 2 + (by % 3) }, () => node));
    case 'retype':
      return changed(whole, path, (node) => retyped(node, by));
    case 'swap': {
      const other = valueAt(whole, nodes[by % nodes.length] ?? []);
      return changed(whole, path, () => other);
    }
    case 'rename':
      return changed(whole, path, (node) => renamed(node, by));
    case 'add':
      return changed(whole, path, (node) => withKey(node, by, value));
    case 'nest':
      return changed(whole, path, (node) => (by % 2 === 0 ? [node] : { [keyOf(value)]: node }));
    case 'garble':
      return changed(whole, path, (node) => (typeof node === 'string' ? garbled(node, by) : node));
    case 'grow':
      return changed(whole, path, (node) => grown(node, by));
  }
}

/** A value need not be one that String() takes: an own `toString` that is no function stops it. */
function keyOf(value: Json): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')).slice(0, 20);
}

const mostNodes = 400;

function collect(node: Json, path: Step[], into: Step[][], depth: number): void {
  if (into.length >= mostNodes || depth > 60) return;
  into.push(path);
  if (typeof node === 'string') {
    const json = jsonOf(node);
    if (json !== undefined) collect(json, [...path, inside], into, depth + 1);
  } else if (Array.isArray(node)) {
    for (const [index, element] of node.entries()) collect(element, [...path, index], into, depth + 1);
  } else if (typeof node === 'object' && node !== null) {
    for (const [key, member] of Object.entries(node)) collect(member, [...path, key], into, depth + 1);
  }
}

function jsonOf(text: string): Json {
  if (!/^\s*["[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(whole: Json, path: readonly Step[]): Json {
  return path.reduce<Json>((node, step) => (step === inside ? jsonOf(String(node)) : Object(node)[step]), whole);
}

function changed(node: Json, [step, ...rest]: readonly Step[], change: (node: Json) => Json): Json {
  if (step === undefined) return change(node);
  if (step === inside) return JSON.stringify(changed(jsonOf(String(node)), rest, change)) ?? '';
  if (Array.isArray(node))
    return node.map((element, index) => (index === step ? changed(element, rest, change) : element));
  return Object.fromEntries(
    Object.entries(Object(node)).map(([key, member]) => [key, key === step ? changed(member, rest, change) : member]),
  );
}

function without(whole: Json, path: readonly Step[]): Json {
  const last = path.at(-1);
  if (last === undefined) return null;
  return changed(whole, path.slice(0, -1), (parent) => {
    if (last === inside) return '';
    if (Array.isArray(parent)) return parent.filter((_, index) => index !== last);
    return Object.fromEntries(Object.entries(Object(parent)).filter(([key]) => key !== last));
  });
}

function retyped(node: Json, by: number): Json {
  if (typeof node === 'string') {
    return [finite(Number(node)), node.split(''), JSON.stringify(node), { value: node }, node.length > 0][by % 5];
  }
  if (typeof node === 'number') return [String(node), [node], -node, node + 0.5, finite(node * 2 ** 40)][by % 5];
  if (Array.isArray(node))
    return [Object.fromEntries(node.entries()), JSON.stringify(node), node[0], node.toReversed(), null][by % 5];
  if (typeof node === 'object' && node !== null) {
    return [Object.entries(node), JSON.stringify(node), Object.values(node), Object.keys(node), [node]][by % 5];
  }
  return [String(node), 1, {}, [], ''][by % 5];
}

/** JSON has no other numbers. */
function finite(number: number): number {
  return Number.isFinite(number) ? number : 7;
}

function renamed(node: Json, by: number): Json {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const keys = Object.keys(node);
  const chosen = keys[by % Math.max(1, keys.length)] ?? '';
  const names = [...treacherousKeys, '', chosen.toUpperCase(), `${chosen} `, `${chosen}\u0000`];
  const name = names[by % names.length] ?? '';
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key === chosen ? name : key, member]));
}

function withKey(node: Json, by: number, value: Json): Json {
  if (Array.isArray(node)) return by % 2 === 0 ? [...node, value] : [value, ...node];
  if (typeof node !== 'object' || node === null) return value;
  const names = [...treacherousKeys, ...treacherousTexts, 'extra', ''];
  return Object.fromEntries([...Object.entries(node), [names[by % names.length] ?? '', value]]);
}

function garbled(text: string, by: number): string {
  const slip = treacherousTexts[by % treacherousTexts.length] ?? '';
  const cut = by % (text.length + 1);
  return [`${text.slice(0, cut)}${slip}${text.slice(cut)}`, text.slice(0, cut), slip, `${text}${slip}`][by % 4] ?? '';
}

function grown(node: Json, by: number): Json {
  if (typeof node === 'string') return node.repeat(by % 40).slice(0, 20_000);
  if (Array.isArray(node)) return Array.from({ length: by % 12 }, () => node).flat();
  return node;
}
