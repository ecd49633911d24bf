import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { type Condition, isOperator } from './condition.ts';

/** A policy as JSON holds it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: object | readonly object[];
}

/** Patterns of which one must match, or none if `negated` (NotAction, NotResource). */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  readonly resources: Patterns;
  readonly conditions: readonly Condition[];
}

export const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const scalar = v.pipe(v.union([v.string(), v.boolean(), v.number()]), v.transform(String));
const values = v.pipe(
  v.union([scalar, v.array(scalar)]),
  v.transform((value) => [value].flat()),
);
/** Not a record, of which valibot drops a member named `constructor`: a condition must never get lost. */
const entriesOf = <const Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.custom<{ [key: string]: unknown }>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    ),
    v.transform((value) => Object.entries(value)),
    v.array(v.tuple([v.string(), schema])),
  );
/** The elements that statements of every kind of policy have. */
export const statementElements = {
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(oneOrMore),
  NotAction: v.optional(oneOrMore),
  Resource: v.optional(oneOrMore),
  NotResource: v.optional(oneOrMore),
  Condition: v.optional(entriesOf(entriesOf(values)), {}),
};
const StatementShape = v.strictObject(statementElements);
const Document = v.strictObject({
  Version: v.literal('2012-10-17'),
  Id: v.optional(v.string()),
  Statement: v.pipe(
    v.union([StatementShape, v.array(StatementShape)]),
    v.transform((value) => [value].flat()),
  ),
});

/**
 * Reads an identity or session policy. Throws MalformedPolicyDocument for what IAM would refuse, and for what the evaluator does not know
 * (policy variables, dates, addresses): what cannot be judged must not be taken for a permission.
 */
export function parsePolicy(document: unknown): Statement[] {
  return readDocument(Document, document).Statement.map(toStatement);
}

/** Throws MalformedPolicyDocument, naming the element. */
export function readDocument<const Schema extends v.GenericSchema>(
  schema: Schema,
  document: unknown,
): v.InferOutput<Schema> {
  const read = v.safeParse(schema, document);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw malformed(`${v.getDotPath(issue) ?? 'the policy'}: ${issue.message}`);
}

/** Throws MalformedPolicyDocument. */
export function toStatement(statement: Shape): Statement {
  const conditions = statement.Condition.flatMap(([name, tests]): Condition[] => {
    const operator = operatorOf(name);
    return tests.map(([key, wanted]) => ({ ...operator, key, values: wanted }));
  });
  const parsed: Statement = {
    effect: statement.Effect,
    actions: eitherOf(statement, 'Action', 'NotAction'),
    resources: eitherOf(statement, 'Resource', 'NotResource'),
    conditions,
  };
  assertNoVariables(parsed);
  return parsed;
}

type Shape = v.InferOutput<typeof StatementShape>;

function eitherOf(statement: Shape, plain: 'Action' | 'Resource', negated: 'NotAction' | 'NotResource'): Patterns {
  const [listed, excluded] = [statement[plain], statement[negated]];
  if ((listed === undefined) === (excluded === undefined)) {
    throw malformed(`a statement must have either ${plain} or ${negated}`);
  }
  const patterns = listed ?? excluded ?? [];
  if (patterns.length === 0) throw malformed(`${listed === undefined ? negated : plain} is empty`);
  return { negated: listed === undefined, patterns };
}

function operatorOf(name: string): Pick<Condition, 'quantifier' | 'operator' | 'ifExists'> {
  const [, set = '', plain = '', suffix] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const ifExists = suffix !== undefined;
  const quantified = set === 'ForAllValues' || set === 'ForAnyValue';
  if (!isOperator(plain) || (plain === 'Null' && (ifExists || quantified))) {
    throw malformed(`unknown condition operator ${name}`);
  }
  return { ...(quantified ? { quantifier: set } : {}), operator: plain, ifExists };
}

function assertNoVariables({ actions, resources, conditions }: Statement): void {
  const texts = [...actions.patterns, ...resources.patterns, ...conditions.flatMap(({ values }) => values)];
  const variable = texts.find((text) => text.includes('${'));
  if (variable !== undefined) throw malformed(`policy variables are not supported: ${variable}`);
}

export function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
