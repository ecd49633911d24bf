import * as v from 'valibot';
import { templateError } from './terraform-error.ts';

/** One `resource` or `data` block. The arguments are as they stand in the file, unevaluated, and without the meta-arguments. */
export interface Block {
  /** `type.name`, and `data.type.name` of a data source. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly count: unknown;
  readonly forEach: unknown;
  readonly dependsOn: readonly string[];
  readonly preventDestroy: boolean;
  /** Arguments that are left as they were created. */
  readonly ignoreChanges: readonly string[];
  /** Checked before anything is done with the resource. */
  readonly preconditions: readonly Condition[];
}

/** What must be true, and the sentence that says so. */
export interface Condition {
  readonly condition: string;
  readonly message: string;
}

export interface VariableBlock {
  readonly name: string;
  /** A type constraint such as `map(list(string))`; `any` unless given. */
  readonly type: string;
  /** undefined: the variable is required. */
  readonly default: unknown;
  readonly nullable: boolean;
  readonly validations: readonly Condition[];
}

export interface OutputBlock {
  readonly name: string;
  readonly value: unknown;
}

/** What is read of a Terraform JSON file. */
export interface Template {
  readonly variables: readonly VariableBlock[];
  readonly resources: readonly Block[];
  readonly dataSources: readonly Block[];
  readonly outputs: readonly OutputBlock[];
  /** The arguments of the one AWS provider. */
  readonly provider: Readonly<Record<string, unknown>>;
}

const record = v.record(v.string(), v.unknown());
const Blocks = v.optional(v.record(v.string(), v.record(v.string(), record)), {});
const Conditions = v.optional(
  v.pipe(
    v.array(v.strictObject({ condition: v.string(), error_message: v.string() })),
    v.transform((given) => given.map(({ condition, error_message: message }): Condition => ({ condition, message }))),
  ),
  [],
);
const Variable = v.object({
  type: v.optional(v.string(), 'any'),
  default: v.optional(v.unknown()),
  nullable: v.optional(v.boolean(), true),
  validation: Conditions,
});
const File = v.strictObject({
  '//': v.optional(v.unknown()),
  terraform: v.optional(v.unknown()),
  provider: v.optional(v.strictObject({ aws: v.pipe(v.array(record), v.length(1)) })),
  variable: v.optional(v.record(v.string(), Variable), {}),
  data: Blocks,
  resource: Blocks,
  output: v.optional(v.record(v.string(), v.object({ value: v.unknown() })), {}),
});
const Lifecycle = v.strictObject({
  prevent_destroy: v.optional(v.boolean(), false),
  create_before_destroy: v.optional(v.boolean()),
  ignore_changes: v.optional(v.array(v.string()), []),
  precondition: Conditions,
});
const Meta = v.looseObject({
  count: v.optional(v.unknown()),
  for_each: v.optional(v.unknown()),
  depends_on: v.optional(v.array(v.string()), []),
  lifecycle: v.optional(Lifecycle, {}),
});
const metaArguments = new Set(['count', 'for_each', 'depends_on', 'lifecycle', '//']);

/**
 * Reads a file of Terraform's JSON configuration syntax, such as the `cdk.tf.json` of a stack. Throws for blocks and
 * meta-arguments that would change what it means and are not read here: modules, locals, moved blocks, provisioners.
 */
export function readTemplate(file: unknown): Template {
  const read = v.safeParse(File, file);
  if (!read.success) {
    const [issue] = read.issues;
    throw templateError(`${v.getDotPath(issue) ?? 'the template'}: ${issue.message}`);
  }
  const { variable, resource, data, output, provider } = read.output;
  return {
    variables: Object.entries(variable).map(([name, { type, default: value, nullable, validation }]) => ({
      name,
      type,
      default: value,
      nullable,
      validations: validation,
    })),
    resources: blocks(resource, ''),
    dataSources: blocks(data, 'data.'),
    outputs: Object.entries(output).map(([name, { value }]) => ({ name, value })),
    provider: provider?.aws[0] ?? {},
  };
}

function blocks(byType: Readonly<Record<string, Readonly<Record<string, object>>>>, prefix: string): Block[] {
  return Object.entries(byType).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, body]) => block(`${prefix}${type}.${name}`, type, name, body)),
  );
}

function block(address: string, type: string, name: string, body: object): Block {
  const meta = v.safeParse(Meta, body);
  if (!meta.success) throw templateError(`${address}: ${v.getDotPath(meta.issues[0]) ?? ''} is not read here`);
  const { count, for_each: forEach, depends_on: dependsOn, lifecycle } = meta.output;
  if (count !== undefined && forEach !== undefined) throw templateError(`${address}: either count or for_each`);
  for (const unread of ['provisioner', 'connection', 'provider']) {
    if (Object.hasOwn(body, unread)) throw templateError(`${address}: ${unread} is not read here`);
  }
  return {
    address,
    type,
    name,
    count,
    forEach,
    dependsOn,
    preventDestroy: lifecycle.prevent_destroy,
    ignoreChanges: lifecycle.ignore_changes,
    preconditions: lifecycle.precondition,
    arguments: Object.fromEntries(Object.entries(body).filter(([argument]) => !metaArguments.has(argument))),
  };
}
