import * as v from 'valibot';
import { parseJsonTree, repeatedKey } from './json-tree.ts';

const Scalar = v.union([v.string(), v.number(), v.boolean()]);
const Values = v.pipe(
  v.union([Scalar, v.array(Scalar)]),
  v.transform((given) => (Array.isArray(given) ? given : [given]).map(String)),
);
const Names = v.pipe(Values, v.minLength(1, 'names nobody'));

const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;
export type PrincipalType = (typeof principalTypes)[number];

const PrincipalMap = v.pipe(
  v.strictObject({
    AWS: v.optional(Names),
    Service: v.optional(Names),
    Federated: v.optional(Names),
    CanonicalUser: v.optional(Names),
  }),
  v.transform((map) => principalTypes.flatMap((type) => (map[type] ?? []).map((value) => ({ type, value })))),
  v.minLength(1, 'names nobody'),
);
const Principal = v.union([v.literal('*'), PrincipalMap]);

/** IAM User Guide, "Grammar of the IAM JSON policy language". Deny statements are not held to it: they never open anything. */
const Allow = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.literal('Allow'),
  Principal: v.optional(Principal),
  NotPrincipal: v.optional(Principal),
  Action: v.optional(Values),
  NotAction: v.optional(Values),
  Resource: v.optional(Values),
  NotResource: v.optional(Values),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), Values))),
});
const Statement = v.looseObject({ Sid: v.optional(v.string()), Effect: v.picklist(['Allow', 'Deny']) });
const Policy = v.strictObject({
  Version: v.optional(v.string()),
  Id: v.optional(v.string()),
  Statement: v.union([v.array(v.unknown()), v.record(v.string(), v.unknown())]),
});

export interface PrincipalEntry {
  readonly type: PrincipalType;
  readonly value: string;
}

/** One key of one operator of a Condition: its values are alternatives, while clauses must all hold. */
export interface ConditionClause {
  /** As the policy spells them. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface AllowStatement {
  readonly effect: 'Allow';
  /** Position in the policy's Statement, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly principals: 'everyone' | readonly PrincipalEntry[];
  /** NotPrincipal: the statement is for everyone but `principals`. */
  readonly exceptPrincipals: boolean;
  /** In words: `s3:GetObject`, `all but s3:PutObject`. */
  readonly actions: string;
  readonly resources: string;
  readonly conditions: readonly ConditionClause[];
}
export interface DenyStatement {
  readonly effect: 'Deny';
  readonly index: number;
  readonly sid: string | undefined;
}
export interface UnreadableStatement {
  readonly effect: 'unreadable';
  readonly index: number;
  readonly sid: string | undefined;
  readonly reason: string;
}
export type PolicyStatement = AllowStatement | DenyStatement | UnreadableStatement;

export type PolicyReading =
  | { readonly kind: 'read'; readonly statements: readonly PolicyStatement[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * A bucket policy's statements, one by one, so that one that cannot be read does not hide the others. Never throws: what it
 * cannot read it says, without quoting the policy.
 */
export function readPolicy(text: string): PolicyReading {
  const tree = parseJsonTree(text);
  if (tree === null) return { kind: 'unreadable', reason: 'it is not JSON' };
  const repeated = repeatedKey(tree);
  // Which of the two counts is for the reader to choose: JSON.parse takes the last, others the first.
  if (repeated !== undefined) return { kind: 'unreadable', reason: `${repeated} is given twice in one object` };
  const policy = v.safeParse(Policy, JSON.parse(text));
  if (!policy.success) return { kind: 'unreadable', reason: describeIssue(policy.issues[0], 'policy') };
  const { Statement: given } = policy.output;
  return { kind: 'read', statements: (Array.isArray(given) ? given : [given]).map(readStatement) };
}

function readStatement(raw: unknown, index: number): PolicyStatement {
  const head = v.safeParse(Statement, raw);
  if (!head.success) {
    return { effect: 'unreadable', index, sid: undefined, reason: describeIssue(head.issues[0], 'statement') };
  }
  const sid = head.output.Sid;
  if (head.output.Effect === 'Deny') return { effect: 'Deny', index, sid };
  const parsed = v.safeParse(Allow, raw);
  if (!parsed.success) {
    return { effect: 'unreadable', index, sid, reason: describeIssue(parsed.issues[0], 'statement') };
  }
  const allow = parsed.output;
  const principal = allow.Principal ?? allow.NotPrincipal;
  if (principal === undefined) return { effect: 'unreadable', index, sid, reason: 'it has no Principal' };
  if (allow.Principal !== undefined && allow.NotPrincipal !== undefined) {
    return { effect: 'unreadable', index, sid, reason: 'it has both Principal and NotPrincipal' };
  }
  return {
    effect: 'Allow',
    index,
    sid,
    principals: principal === '*' ? 'everyone' : principal,
    exceptPrincipals: allow.NotPrincipal !== undefined,
    actions: listOf(allow.Action, allow.NotAction),
    resources: listOf(allow.Resource, allow.NotResource),
    conditions: Object.entries(allow.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    ),
  };
}

function listOf(named: readonly string[] | undefined, excepted: readonly string[] | undefined): string {
  if (named !== undefined) return named.join(', ');
  return excepted === undefined ? 'nothing' : `all but ${excepted.join(', ')}`;
}

/** valibot quotes what it received; a policy's text has no place in messages, so only the field is named. */
function describeIssue(issue: v.BaseIssue<unknown>, whole: string): string {
  const field = v.getDotPath(issue);
  return `${field ?? whole} is not of a form that is known`;
}
