import * as v from 'valibot';
import type { Caller } from './service.ts';
import { roleArnOf } from './sts/principal.ts';

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const Statement = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.optional(v.union([v.literal('*'), v.object({ AWS: v.optional(oneOrMore, []) })]), { AWS: [] }),
  Action: v.optional(oneOrMore, []),
  Condition: v.optional(v.record(v.string(), v.unknown()), {}),
});
type Statement = v.InferOutput<typeof Statement>;
const Policy = v.object({ Statement: v.union([Statement, v.array(Statement)]) });

/**
 * Whether a resource's policy lets a caller of another account do an action such as `sqs:SendMessage`: some statement allows it
 * and none denies it. Conditions are not judged: a statement with one neither allows nor denies. Neither are IAM policies, so
 * that the resource's own account need not be asked about.
 */
export function policyAllows(policy: string | undefined, caller: Caller, action: string): boolean {
  const effects = statementsOf(policy)
    .filter((statement) => matches(statement, caller, action))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function statementsOf(policy: string | undefined): Statement[] {
  if (policy === undefined) return [];
  const read = v.safeParse(Policy, JSON.parse(policy));
  return read.success ? [read.output.Statement].flat() : [];
}

function matches(statement: Statement, caller: Caller, action: string): boolean {
  if (Object.keys(statement.Condition).length > 0) return false;
  const account = `arn:${caller.partition}:iam::${caller.accountId}:root`;
  const names = ['*', caller.accountId, account, caller.principalArn, roleArnOf(caller.principalArn)];
  const principals = statement.Principal === '*' ? ['*'] : statement.Principal.AWS;
  return principals.some((name) => names.includes(name)) && statement.Action.some((pattern) => covers(pattern, action));
}

function covers(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const expression = parts.map((part) => part.replaceAll(/\W/g, '\\$&')).join('.*');
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}
