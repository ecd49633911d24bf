import * as v from 'valibot';
import { asJson } from './expressions.ts';

const Template = v.looseObject({
  resource: v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown()))),
  variable: v.optional(v.record(v.string(), v.looseObject({ default: v.optional(v.unknown()) })), {}),
});

/** What is not an argument of the resource itself (Terraform, "Meta-arguments"), and cdktf's comment. */
const notArguments = new Set(['//', 'count', 'for_each', 'depends_on', 'lifecycle', 'provider', 'provisioner']);

/**
 * A stack's Terraform JSON in the shape of `terraform show -json PLAN` (Terraform, "JSON Output Format"), as far as checkov reads it.
 * Of the JSON itself checkov sees less: there it neither parses a policy, which is a string, nor follows a variable to its value. What
 * a variable counts is planned as if it were on, and a value that is not known before an apply stays the expression that it is.
 *
 * Throws for what is no template, and for a policy that is no JSON, since nothing would be seen of it.
 */
export function plannedTemplate(template: unknown): object {
  const { resource, variable } = v.parse(Template, template);
  const defaults = new Map(Object.entries(variable).map(([name, { default: value }]) => [name, value]));
  const planned = Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, body]) => {
      const given = Object.entries(body).filter(([key]) => !notArguments.has(key));
      const values = Object.fromEntries(
        given.map(([key, value]) => {
          const isPolicy = key.endsWith('policy') && typeof value === 'string';
          return [key, isPolicy ? policyText(value) : plannedValue(value, defaults)];
        }),
      );
      const expressions = Object.fromEntries(given.map(([key, value]) => [key, { references: referencesIn(value) }]));
      return { resource: { address: `${type}.${name}`, mode: 'managed', type, name }, values, expressions };
    }),
  );
  const change = (after: object): object => ({ actions: ['create'], before: null, after });
  const root = (resources: readonly object[]): object => ({ root_module: { resources } });
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: root(planned.map(({ resource, values }) => ({ ...resource, values }))),
    resource_changes: planned.map(({ resource, values }) => ({ ...resource, change: change(values) })),
    configuration: root(planned.map(({ resource, expressions }) => ({ ...resource, expressions }))),
  };
}

function plannedValue(value: unknown, defaults: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => plannedValue(item, defaults));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plannedValue(item, defaults)]));
  }
  if (typeof value !== 'string') return value;
  const [, variable] = /^\$\{var\.(\w+)\}$/.exec(value) ?? [];
  return variable === undefined ? value : (defaults.get(variable) ?? value);
}

function policyText(text: string): string {
  const json = asJson(text);
  JSON.parse(json);
  return json;
}

/** What an argument refers to, as a plan has it: the attribute, then the resource. */
function referencesIn(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/\b((aws_\w+\.[\w-]+)(?:\[[^\]]*\])?(?:\.\w+)*)/g);
  return [...new Set([...found].flatMap(([, attribute = '', resource = '']) => [attribute, resource]))];
}
