import { type JsonMember, type JsonNode, memberOf, parseJsonTree } from '../publicness/json-tree.ts';

/** What to change in a policy's text. Statements count from 0 in the order of the text. */
export interface PolicyEdit {
  /** Statements to remove whole. */
  readonly remove: ReadonlySet<number>;
  /** Values to drop inside statements that stay: each at a path of keys from the statement. */
  readonly narrow: ReadonlyMap<
    number,
    readonly { readonly path: readonly string[]; readonly values: readonly string[] }[]
  >;
  /** A statement, as JSON text, to come after the others. */
  readonly append?: string | undefined;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What goes, and what comes in its place: nothing if absent. */
interface Replacement extends Span {
  readonly by?: string;
}

/**
 * The text without those parts and the commas that went with them, and with what is appended; every other byte, whitespace
 * included, is as it was. Null where no statement is left. Throws TypeError where the text is no policy or does not hold what is to be dropped: the caller
 * planned on another text.
 */
export function editPolicyText(text: string, { remove, narrow, append }: PolicyEdit): string | null {
  const given = memberOf(parseJsonTree(text) ?? undefined, 'Statement')?.value;
  if (given === undefined) throw new TypeError('the policy has no Statement');
  const statements = given.kind === 'array' ? given.elements : [given];
  if ([...remove].some((index) => statements[index] === undefined)) throw new TypeError('no such statement');
  if (append === undefined && statements.every((_, index) => remove.has(index))) return null;

  const cuts: Replacement[] = spansWithCommas(text, statements, (_, index) => remove.has(index));
  for (const [index, drops] of narrow) {
    const statement = statements[index];
    if (statement === undefined) throw new TypeError('no such statement');
    if (!remove.has(index)) cuts.push(...narrowingSpans(text, statement, drops));
  }
  if (append !== undefined)
    cuts.push(
      ...appending(
        given,
        statements.findLast((_, index) => !remove.has(index)),
        append,
      ),
    );
  return replaced(text, cuts);
}

/** Where a statement goes in: after the last that stays, or alone. One that is not in a list becomes the first of one. */
function appending(given: JsonNode, last: JsonNode | undefined, statement: string): Replacement[] {
  const insert = (at: number, by: string): Replacement => ({ start: at, end: at, by });
  if (given.kind === 'array') {
    return [last === undefined ? insert(given.start + 1, statement) : insert(last.end, `,${statement}`)];
  }
  if (last === undefined) return [insert(given.start, statement)];
  return [insert(given.start, '['), insert(given.end, `,${statement}]`)];
}

function narrowingSpans(
  text: string,
  statement: JsonNode,
  drops: readonly { readonly path: readonly string[]; readonly values: readonly string[] }[],
): Span[] {
  const spans: Span[] = [];
  /** Members to drop whole, by their object: commas are settled once for all of one object. */
  const emptied = new Map<readonly JsonMember[], Set<JsonMember>>();
  for (const { path, values } of drops) {
    const place = placeIn(statement, path);
    if (place === undefined) throw new TypeError(`no ${path.join('.')} in the statement`);
    const { member, siblings } = place;
    const elements = member.value.kind === 'array' ? member.value.elements : [member.value];
    const held = elements.flatMap(scalarTexts);
    if (values.some((value) => !held.includes(value))) throw new TypeError(`${path.join('.')} holds other values`);
    const isDropped = (element: JsonNode): boolean => scalarTexts(element).some((value) => values.includes(value));
    if (!elements.every(isDropped)) spans.push(...spansWithCommas(text, elements, isDropped));
    else {
      // Without its last value a condition would be gone and the statement broader; a kind of principal just admits nobody.
      if (path[0] !== 'Principal') throw new TypeError(`${path.join('.')} would be left without a value`);
      emptied.set(siblings, (emptied.get(siblings) ?? new Set<JsonMember>()).add(member));
    }
  }
  for (const [members, gone] of emptied) {
    if (gone.size === members.length) throw new TypeError('no principal would be left');
    spans.push(...spansWithCommas(text, members, (member) => gone.has(member)));
  }
  return spans;
}

/** The value as a policy's reader takes it, be it with or without quotes; none of a list or an object. */
export function scalarTexts(node: JsonNode): string[] {
  return node.kind === 'scalar' ? [String(node.value)] : [];
}

/** What the path leads to, and the members of the object that holds it. */
function placeIn(
  statement: JsonNode,
  path: readonly string[],
): { readonly member: JsonMember; readonly siblings: readonly JsonMember[] } | undefined {
  let place: ReturnType<typeof placeIn>;
  let node: JsonNode = statement;
  for (const key of path) {
    const member = memberOf(node, key);
    if (node.kind !== 'object' || member === undefined) return undefined;
    place = { member, siblings: node.members };
    node = member.value;
  }
  return place;
}

/**
 * The spans of the chosen members of a list and of one comma for each. Each takes the comma after it; if the last one goes,
 * the comma after the last that stays goes with it.
 */
function spansWithCommas<T extends Span>(
  text: string,
  items: readonly T[],
  chosen: (item: T, index: number) => boolean,
): Span[] {
  const commaAfter = ({ end }: Span): Span => {
    const at = text.indexOf(',', end);
    return { start: at, end: at + 1 };
  };
  const last = items.at(-1);
  const spans = items
    .filter(chosen)
    .flatMap((item) => [{ start: item.start, end: item.end }, ...(item === last ? [] : [commaAfter(item)])]);
  const lastKept = items.findLast((item, index) => !chosen(item, index));
  if (lastKept !== undefined && lastKept !== last) spans.push(commaAfter(lastKept));
  return spans;
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  let kept = '';
  let from = 0;
  for (const { start, end, by = '' } of replacements.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    kept += text.slice(from, start) + by;
    from = end;
  }
  return kept + text.slice(from);
}
