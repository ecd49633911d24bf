import { holds, type RequestContext } from './condition.ts';
import type { Patterns, Statement } from './policy-document.ts';
import { matchesResource, matchesWildcard } from './wildcard.ts';

/** One action on one resource; a call may need several. */
export interface AccessRequest {
  /** `ec2:DescribeSecurityGroups`. */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** `statement` is the position of the statement that decided; an implicit deny has none. */
export type Decision =
  | { readonly effect: 'allow' | 'explicit-deny'; readonly statement: number }
  | { readonly effect: 'implicit-deny' };

/**
 * What identity policies decide: a Deny that applies wins over every Allow, and without an Allow the answer is no (IAM User
 * Guide, "Policy evaluation logic"). All statements of all policies count alike, in whatever order.
 */
export function evaluatePolicy(statements: readonly Statement[], request: AccessRequest): Decision {
  const find = (effect: Statement['effect']): number =>
    statements.findIndex((statement) => statement.effect === effect && applies(statement, request));
  const denied = find('Deny');
  if (denied >= 0) return { effect: 'explicit-deny', statement: denied };
  const allowed = find('Allow');
  return allowed >= 0 ? { effect: 'allow', statement: allowed } : { effect: 'implicit-deny' };
}

/** Whether a statement is about the action and the resource, its conditions aside. */
export function concerns(statement: Statement, { action, resource }: AccessRequest): boolean {
  const aboutAction = matchesAny(statement.actions, (pattern) => matchesAction(pattern, action));
  return aboutAction && matchesAny(statement.resources, (pattern) => matchesResource(pattern, resource));
}

/** Actions are not case-sensitive (IAM User Guide, "IAM JSON policy elements: Action"); resources are. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return concerns(statement, request) && statement.conditions.every((condition) => holds(condition, request.context));
}

function matchesAny({ negated, patterns }: Patterns, matches: (pattern: string) => boolean): boolean {
  return patterns.some(matches) !== negated;
}
