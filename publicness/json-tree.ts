/**
 * A JSON text as a tree of spans: `start` and `end` are UTF-16 offsets, `end` exclusive. JSON.parse gives neither offsets nor
 * repeated keys; a policy needs both, to be cut without touching another byte and not to be judged by the wrong one of two keys.
 */
export type JsonNode = JsonObject | JsonArray | JsonScalar;

export interface JsonMember {
  readonly key: string;
  /** From the key's opening quote to the value's end. */
  readonly start: number;
  readonly end: number;
  readonly value: JsonNode;
}
export interface JsonObject {
  readonly kind: 'object';
  readonly start: number;
  readonly end: number;
  /** In the order of the text, repeated keys included. */
  readonly members: readonly JsonMember[];
}
export interface JsonArray {
  readonly kind: 'array';
  readonly start: number;
  readonly end: number;
  readonly elements: readonly JsonNode[];
}
export interface JsonScalar {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly value: string | number | boolean | null;
}

/** A policy nests six deep; what goes deeper than this is no policy, and must not exhaust the stack. */
const deepest = 64;

const string = /"(?:[^"\\]|\\.)*"/y;
const literal = /[^\s,:[\]{}"]+/y;
const space = /[ \t\n\r]*/y;

/** Null where the text is no JSON or nests deeper than 64: the reader then says that it cannot judge. */
export function parseJsonTree(text: string): JsonNode | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  // Valid from here on, so the scanner need not look for errors.
  let at = 0;
  const take = (pattern: RegExp): string => {
    const start = at;
    pattern.lastIndex = at;
    pattern.test(text);
    at = pattern.lastIndex;
    return text.slice(start, at);
  };
  const skipSpace = (): void => {
    take(space);
  };
  const scalar = (): JsonScalar => {
    const start = at;
    const value: unknown = JSON.parse(take(text[at] === '"' ? string : literal));
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    return { kind: 'scalar', start, end: at, value: known };
  };
  /** Calls `child` for each child up to the closing bracket and steps over it. */
  const children = (close: string, child: () => void): void => {
    at += 1;
    skipSpace();
    while (text[at] !== close) {
      child();
      skipSpace();
      if (text[at] === ',') at += 1;
      skipSpace();
    }
    at += 1;
  };
  const node = (depth: number): JsonNode => {
    if (depth > deepest) throw new RangeError('nested too deeply');
    const start = at;
    if (text[at] === '{') {
      const members: JsonMember[] = [];
      children('}', () => {
        const keyStart = at;
        const key = String(scalar().value);
        skipSpace();
        at += 1;
        skipSpace();
        const value = node(depth + 1);
        members.push({ key, start: keyStart, end: value.end, value });
      });
      return { kind: 'object', start, end: at, members };
    }
    if (text[at] === '[') {
      const elements: JsonNode[] = [];
      children(']', () => elements.push(node(depth + 1)));
      return { kind: 'array', start, end: at, elements };
    }
    return scalar();
  };
  skipSpace();
  try {
    return node(0);
  } catch {
    // Of a valid text only its depth is refused; and whatever it were, nobody could judge by half a tree.
    return null;
  }
}

/** The value under a key; undefined where the node is no object or has no such key. */
export function memberOf(node: JsonNode | undefined, key: string): JsonMember | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.key === key) : undefined;
}

/** A key that some object inside says twice, the first found; undefined where every key is said once. */
export function repeatedKey(node: JsonNode): string | undefined {
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'array') return firstOf(node.elements, repeatedKey);
  const seen = new Set<string>();
  for (const { key } of node.members) {
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return firstOf(node.members, (member) => repeatedKey(member.value));
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
