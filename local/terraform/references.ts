import { children, type Expression } from './expression.ts';
import { parseTemplate } from './parse-template.ts';

/**
 * The resources and data sources that JSON data of a template refers to, as `type.name` and `data.type.name`, and its variables as
 * `var.name`.
 */
export function referencesOf(data: unknown): Set<string> {
  const found = new Set<string>();
  collectFromData(data, found);
  return found;
}

function collectFromData(data: unknown, found: Set<string>): void {
  if (typeof data === 'string') collect(parseTemplate(data), [], found);
  if (typeof data !== 'object' || data === null) return;
  for (const [name, item] of Object.entries(data)) {
    if (!Array.isArray(data)) collectFromData(name, found);
    collectFromData(item, found);
  }
}

const unaddressed = ['each', 'count'];

/** `aws_x.y.arn` is one reference, not three. */
function collect(expression: Expression, bound: readonly string[], found: Set<string>): void {
  const [root, ...path] = pathOf(expression);
  if (root === undefined) {
    const { keyName, valueName } = expression.kind === 'for' ? expression : {};
    const inner = [...bound, ...[keyName ?? [], valueName ?? []].flat()];
    for (const child of children(expression)) collect(child, inner, found);
  } else if (!bound.includes(root) && !unaddressed.includes(root)) {
    found.add([root, ...path.slice(0, root === 'data' ? 2 : 1)].join('.'));
  }
}

function pathOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.name];
    case 'attribute': {
      const before = pathOf(expression.of);
      return before.length === 0 ? [] : [...before, expression.name];
    }
    default:
      return [];
  }
}
