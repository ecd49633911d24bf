import * as v from 'valibot';
import { parseJsonTree, repeatedKey } from './json-tree.ts';

const Scalar = v.union([v.string(), v.number(), v.boolean()]);
const Values = v.pipe(
  v.union([Scalar, v.array(Scalar)]),
  v.transform((given) => (Array.isArray(given) ? given : [given]).map(String)),
);
const Names = v.pipe(Values, v.minLength(1));

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
  v.minLength(1),
);
const Principal = v.union([v.literal('*'), PrincipalMap]);

/** No valibot record, which passes over names such as `constructor`: without its condition a Deny would be one of everything. */
const JsonObject = v.custom<object>((given) => typeof given === 'object' && given !== null && !Array.isArray(given));

/** An object whose members all have the form, by name. */
function namedEach<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    JsonObject,
    v.transform((given) => new Map<string, unknown>(Object.entries(given))),
    v.map(v.string(), schema),
  );
}

/** IAM User Guide, "Grammar of the IAM JSON policy language". */
const Whole = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.optional(Principal),
  NotPrincipal: v.optional(Principal),
  Action: v.optional(Values),
  NotAction: v.optional(Values),
  Resource: v.optional(Values),
  NotResource: v.optional(Values),
  Condition: v.optional(namedEach(namedEach(Values))),
});
const Statement = v.looseObject({ Sid: v.optional(v.string()), Effect: v.picklist(['Allow', 'Deny']) });
const Policy = v.strictObject({
  Version: v.optional(v.string()),
  Id: v.optional(v.string()),
  Statement: v.union([v.array(v.unknown()), JsonObject]),
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

/** Actions or resources by their patterns (`*`, `?`): those, or with `allBut` everything else. */
export interface Reach {
  readonly allBut: boolean;
  readonly patterns: readonly string[];
}

/** Whom a statement concerns, and what, and when. */
export interface Terms {
  readonly principals: 'everyone' | readonly PrincipalEntry[];
  /** NotPrincipal: the statement is for everyone but `principals`. */
  readonly exceptPrincipals: boolean;
  readonly actions: Reach;
  readonly resources: Reach;
  readonly conditions: readonly ConditionClause[];
}

export interface AllowStatement extends Terms {
  readonly effect: 'Allow';
  /** Position in the policy's Statement, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
}
export interface DenyStatement {
  readonly effect: 'Deny';
  readonly index: number;
  readonly sid: string | undefined;
  /** Null where they cannot be read: a Deny statement opens nothing, so it is no reason not to judge the policy. */
  readonly terms: Terms | null;
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
  const terms = readTerms(raw);
  if (head.output.Effect === 'Deny') return { effect: 'Deny', index, sid, terms: 'fault' in terms ? null : terms };
  if ('fault' in terms) return { effect: 'unreadable', index, sid, reason: terms.fault };
  return { effect: 'Allow', index, sid, ...terms };
}

function readTerms(raw: unknown): Terms | { readonly fault: string } {
  const parsed = v.safeParse(Whole, raw);
  if (!parsed.success) return { fault: describeIssue(parsed.issues[0], 'statement') };
  const { Principal: named, NotPrincipal: excepted, Condition: condition, ...rest } = parsed.output;
  const principal = named ?? excepted;
  if (principal === undefined) return { fault: 'it has no Principal' };
  const twice = (['Principal', 'Action', 'Resource'] as const).find(
    (element) => parsed.output[element] !== undefined && parsed.output[`Not${element}`] !== undefined,
  );
  if (twice !== undefined) return { fault: `it has both ${twice} and Not${twice}` };
  return {
    principals: principal === '*' ? 'everyone' : principal,
    exceptPrincipals: excepted !== undefined,
    actions: reachOf(rest.Action, rest.NotAction),
    resources: reachOf(rest.Resource, rest.NotResource),
    conditions: [...(condition ?? [])].flatMap(([operator, keys]) =>
      [...keys].map(([key, values]) => ({ operator, key, values })),
    ),
  };
}

function reachOf(named: readonly string[] | undefined, excepted: readonly string[] | undefined): Reach {
  return excepted === undefined ? { allBut: false, patterns: named ?? [] } : { allBut: true, patterns: excepted };
}

/** valibot quotes what it received; a policy's text has no place in messages, so only the field is named. */
function describeIssue(issue: v.BaseIssue<unknown>, whole: string): string {
  const field = v.getDotPath(issue);
  return `${field ?? whole} is not of a form that is known`;
}
