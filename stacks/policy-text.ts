/** What Terraform alone knows: an expression, of a type other than text, at a place in a policy where JSON would have a value. */
export interface Computed {
  readonly computed: string;
}

export function isComputed(value: unknown): value is Computed {
  return typeof value === 'object' && value !== null && 'computed' in value;
}

const mark = '@computed:';
const marked = new RegExp(`"${mark}([0-9a-f]*)"`, 'g');

/** A policy of these statements as Terraform takes it: JSON, and in the place of what is computed the expression that makes JSON of it. */
export function policyText(statements: readonly object[]): string {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, (_, value: unknown) =>
    // As digits, since quotes within an expression would be escaped.
    isComputed(value) ? `${mark}${Buffer.from(value.computed).toString('hex')}` : value,
  );
  return text.replaceAll(
    marked,
    (_, digits: string) => `\${jsonencode(${Buffer.from(digits, 'hex').toString('utf8')})}`,
  );
}
