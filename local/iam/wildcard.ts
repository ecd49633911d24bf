/** `*` is any run of characters, `?` any one (IAM User Guide, "IAM JSON policy elements: Resource"). */
export function matchesWildcard(pattern: string, text: string): boolean {
  return expression(`any ${pattern}`, () => translated(pattern, '[^]')).test(text);
}

/**
 * A pattern of the Resource element against an ARN. A wildcard stays within its colon-separated segment, except that a `*` which
 * ends a segment may reach beyond the colon (IAM User Guide, "IAM JSON policy elements: Resource").
 */
export function matchesResource(pattern: string, arn: string): boolean {
  return expression(`resource ${pattern}`, () =>
    pattern
      .split(':')
      .map((segment) =>
        segment.endsWith('*') ? `${translated(segment.slice(0, -1), '[^:]')}[^]*` : translated(segment, '[^:]'),
      )
      .join(':'),
  ).test(arn);
}

/** Roles have the same few patterns asked with every call. */
const expressions = new Map<string, RegExp>();
const keptExpressions = 10_000;

function expression(key: string, source: () => string): RegExp {
  const known = expressions.get(key);
  if (known !== undefined) return known;
  const made = new RegExp(`^${source()}$`, 'u');
  if (expressions.size < keptExpressions) expressions.set(key, made);
  return made;
}

/** ArnLike and ArnEquals: six parts, each compared by itself (IAM User Guide, "ARN condition operators"). */
export function matchesArn(pattern: string, arn: string): boolean {
  const [wanted, given] = [partsOf(pattern), partsOf(arn)];
  return (
    wanted.length === 6 &&
    given.length === 6 &&
    wanted.every((part, index) => matchesWildcard(part, given[index] ?? ''))
  );
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function translated(pattern: string, anything: string): string {
  return pattern
    .replaceAll(/[\\^$.+()[\]{}|/]/g, '\\$&')
    .replaceAll(/[*?]/g, (wildcard) => (wildcard === '*' ? `${anything}*` : anything));
}
