import * as v from 'valibot';
import type { LambdaBundle } from '../../build/bundle-lambdas.ts';
import type { LocalAccount } from '../local-account.ts';
import type { Clients } from './clients.ts';
import type { RoleRegistry } from './role-policies.ts';
import { TerraformError } from './terraform-error.ts';
import { plain, toText, type ValueObject } from './value.ts';

/** What resources are created with. */
export interface ResourceContext {
  readonly account: LocalAccount;
  /** Of the provider. */
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly clients: Clients;
  readonly bundles: readonly LambdaBundle[];
  readonly timeouts: Timeouts;
  readonly roles: RoleRegistry;
  /** Puts down that the resource, or something of it, has no counterpart in the local account. */
  note(reason: string): void;
}

/** Run times of functions in milliseconds, in the place of the template's. */
export interface Timeouts {
  readonly coordinator?: number;
  readonly remediators?: number;
}

/** A type of resource, such as `aws_sqs_queue`, as the local account has it. */
export interface ResourceType {
  /** Arguments that cannot be changed in place: another value is another resource. */
  readonly identity: readonly string[];
  /** Arguments that are given and mean nothing here. */
  unknownArguments(given: ValueObject): string[];
  /** Creates it, or, with the id that it has, changes it in place. Answers its attributes besides the arguments. */
  put(given: ValueObject, context: ResourceContext, id: string | undefined): Promise<Attributes>;
  remove(given: ValueObject, context: ResourceContext, id: string): Promise<void>;
}

export type Attributes = ValueObject & { readonly id: string };

interface Definition<Entries extends v.ObjectEntries> {
  readonly arguments: Entries;
  readonly identity: readonly (keyof Entries & string)[];
  put(
    given: v.InferOutput<v.ObjectSchema<Entries, undefined>>,
    context: ResourceContext,
    id: string | undefined,
  ): Promise<Attributes>;
  remove(given: v.InferOutput<v.ObjectSchema<Entries, undefined>>, context: ResourceContext, id: string): Promise<void>;
}

/** A type whose arguments are read by a schema. What the schema does not name is noted as not emulated. */
export function resourceType<const Entries extends v.ObjectEntries>(definition: Definition<Entries>): ResourceType {
  const schema = v.object(definition.arguments);
  const read = (given: ValueObject): v.InferOutput<typeof schema> => {
    const present = Object.entries(given).filter(([, value]) => value !== null);
    const parsed = v.safeParse(schema, plain(Object.fromEntries(present)));
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    throw new TerraformError(`${v.getDotPath(issue) ?? 'arguments'}: ${issue.message}`);
  };
  return {
    identity: definition.identity,
    unknownArguments: (given) =>
      Object.entries(given)
        .filter(([name, value]) => !Object.hasOwn(definition.arguments, name) && !isNothing(value))
        .map(([name]) => name),
    put: (given, context, id) => definition.put(read(given), context, id),
    remove: (given, context, id) => definition.remove(read(given), context, id),
  };
}

/** A type that the local account has nothing for; it is listed, and others may refer to it. It is named by one of its arguments. */
export function notEmulated(
  reason: string,
  nameArgument: string,
  attributes: (name: string, context: ResourceContext) => ValueObject = () => ({}),
): ResourceType {
  return {
    identity: [nameArgument],
    unknownArguments: () => [],
    async put(given, context) {
      context.note(reason);
      const id = toText(given[nameArgument] ?? '', nameArgument);
      return { ...attributes(id, context), id };
    },
    remove: () => Promise.resolve(),
  };
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** A nested block: JSON has it as an object or as a list of one. */
export function block<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.union([v.pipe(v.array(v.unknown()), v.length(1)), v.record(v.string(), v.unknown())]),
    v.transform((given): unknown => (Array.isArray(given) ? given[0] : given)),
    schema,
  );
}

/** A nested block that may be repeated. */
export function blocks<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.union([v.array(v.unknown()), v.record(v.string(), v.unknown())]),
    v.transform((given): unknown[] => (Array.isArray(given) ? given : [given])),
    v.array(schema),
  );
}

/** Terraform converts between strings and numbers, and strings and booleans, where an argument needs it. */
export const number = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.finite());
export const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => value === true || value === 'true'),
);
export const texts = v.array(v.string());
