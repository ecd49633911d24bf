/** A value of a CloudFormation template. */
export type TemplateValue =
  | string
  | number
  | boolean
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue | undefined };

export const ref = (name: string): TemplateValue => ({ Ref: name });
/** A value where a condition holds, and otherwise another, or as if the property were not there. */
export const ifElse = (condition: string, value: TemplateValue, otherwise: TemplateValue = noValue): TemplateValue => ({
  'Fn::If': [condition, value, otherwise],
});
const noValue = ref('AWS::NoValue');

/** Pure. The same value with each text in it that names parameters, `${AWS::Region}`, as CloudFormation has it filled in. */
export function filledIn(value: unknown): TemplateValue {
  if (typeof value === 'string') return value.includes('${') ? { 'Fn::Sub': value } : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${String(value)} is no value of a template`);
  // What is a function already stays as it is.
  if (Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'))) return value as TemplateValue;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filledIn(item)]));
}

/** Pure. A policy of these statements. */
export function policyDocument(statements: readonly unknown[]): TemplateValue {
  return { Version: '2012-10-17', Statement: filledIn(statements) };
}

/** Pure. `security-group-open-egress` as names of parameters and resources are: `SecurityGroupOpenEgress`. */
export function logicalName(...words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
