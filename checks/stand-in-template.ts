import * as v from 'valibot';
import { replaceExpressions } from './expressions.ts';

const Body = v.record(v.string(), v.unknown());
type Body = v.InferOutput<typeof Body>;
const Bodies = v.optional(v.record(v.string(), v.record(v.string(), Body)), {});
const Template = v.strictObject({
  '//': v.optional(v.unknown()),
  terraform: v.optional(v.unknown()),
  provider: v.optional(v.record(v.string(), v.array(Body)), {}),
  variable: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  data: Bodies,
  resource: Bodies,
});

/** What a plan knows of data sources that depend on nothing, as it might be. */
const readAtPlan: Readonly<Record<string, Body>> = {
  aws_caller_identity: { account_id: '111122223333' },
  aws_partition: { partition: 'aws', dns_suffix: 'amazonaws.com' },
};

/** What Terraform itself reads of every resource (Terraform, "Meta-arguments"). */
const metaArguments = new Set(['count', 'for_each', 'depends_on', 'lifecycle']);

/**
 * A stack's Terraform JSON with each resource, data source and provider of AWS as a `terraform_data` that holds its arguments: that
 * type is built into Terraform, which so can judge everything but the arguments' names and types without a provider: expressions,
 * functions, references, cycles, counts, variables, outputs. An attribute that is not given as an argument is the stand-in's `id`,
 * which is a string and unknown before an apply, but for what a plan reads of data sources: that can be counted by. Throws for a template with parts that are not known here.
 */
export function standInTemplate(template: unknown): object {
  const { variable, output, provider, data, resource } = v.parse(Template, template);
  const bodies = new Map<string, Body>();
  for (const [name, configurations] of Object.entries(provider)) {
    for (const [index, body] of configurations.entries()) bodies.set(`provider_${name}_${index}`, body);
  }
  for (const [prefix, byType] of [
    ['data_', data],
    ['', resource],
  ] as const) {
    for (const [type, byName] of Object.entries(byType)) {
      for (const [name, body] of Object.entries(byName)) {
        const read = prefix === '' ? {} : (readAtPlan[type] ?? {});
        bodies.set(`${prefix}${type}_${name}`, { ...body, ...read });
      }
    }
  }
  const argumentOf = (name: string, attribute: string): unknown => bodies.get(name)?.[attribute];
  return {
    ...(variable === undefined ? {} : { variable }),
    ...(output === undefined ? {} : { output: referringToStandIns(output, argumentOf) }),
    resource: {
      terraform_data: Object.fromEntries([...bodies].map(([name, body]) => [name, standIn(body, argumentOf)])),
    },
  };
}

type ArgumentOf = (standIn: string, attribute: string) => unknown;

function standIn(body: Body, argumentOf: ArgumentOf): object {
  const given = Object.entries(body).filter(([key]) => key !== '//');
  const input = Object.fromEntries(given.filter(([key]) => !metaArguments.has(key)));
  const meta = given.filter(([key]) => metaArguments.has(key));
  return {
    input: referringToStandIns(input, argumentOf),
    ...Object.fromEntries(meta.map(([key, value]) => [key, metaArgument(key, value, argumentOf)])),
  };
}

function metaArgument(key: string, value: unknown, argumentOf: ArgumentOf): unknown {
  if (key === 'depends_on') return addresses(value);
  if (key !== 'lifecycle') return referringToStandIns(value, argumentOf);
  const { ignore_changes: ignored, ...rest } = v.parse(Body, value);
  // Every argument is part of the one that a stand-in has.
  const changes = Array.isArray(ignored) ? { ignore_changes: ['input'] } : {};
  return { ...v.parse(Body, referringToStandIns(rest, argumentOf)), ...changes };
}

const reference = /(?<![\w.])(data\.)?(aws_\w+)\.([A-Za-z_][\w-]*)(\[[^\]]*\])?(?:\.(\w+)(\[0\])?)?/g;

function referringToStandIns(value: unknown, argumentOf: ArgumentOf): unknown {
  if (Array.isArray(value)) return value.map((item) => referringToStandIns(item, argumentOf));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referringToStandIns(item, argumentOf)]));
  }
  if (typeof value !== 'string') return value;
  return replaceExpressions(value, (expression) =>
    expression.replaceAll(reference, (_, data = '', type = '', name = '', index = '', attribute = '', first = '') => {
      const standIn = `${data === '' ? '' : 'data_'}${type}_${name}`;
      const argument = argumentOf(standIn, attribute);
      // A block that there is one of may be written as an object; referred to it is a list.
      const isOneBlock = typeof argument === 'object' && !Array.isArray(argument);
      const known = argument === undefined ? `.id` : `.input.${attribute}${isOneBlock ? '' : first}`;
      return `terraform_data.${standIn}${index}${attribute === '' ? '' : known}`;
    }),
  );
}

function addresses(value: unknown): string[] {
  return v.parse(v.array(v.string()), value).map((address) =>
    address.replace(reference, (_, data = '', type = '', name = '') => {
      return `terraform_data.${data === '' ? '' : 'data_'}${type}_${name}`;
    }),
  );
}
