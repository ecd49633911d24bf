import { type ScopedPlace, type ScopeKind, scopeOf, scopeResources } from '../aws/action-scopes.ts';
import type { Place } from './deployment.ts';
import type { Computed } from './policy-text.ts';

/** Keys of one operator of a condition, each with what it is compared with. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[] | Computed>>;

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | Computed;
  readonly Condition?: Readonly<Record<string, ConditionKeys>>;
}

/** Where a stack is applied, as scopes take it. */
export function hereOf({
  partition,
  variables,
  caller,
}: Pick<Place, 'variables' | 'partition' | 'caller'>): ScopedPlace {
  return {
    partition: partition.partition,
    region: variables.region.stringValue,
    accountId: caller.accountId,
  };
}

/** What narrows a scope where its resources do not. */
function conditionOf(kind: ScopeKind, { region, accountId }: ScopedPlace): Pick<PolicyStatement, 'Condition'> {
  if (kind === 'region' && region !== '*') return { Condition: { StringEquals: { 'aws:RequestedRegion': region } } };
  if (kind === 'bucket') return { Condition: { StringEquals: { 's3:ResourceAccount': accountId } } };
  return {};
}

/**
 * Statements for the actions, those of equal scope together. The region `*` is every region of the account. Throws for an action whose
 * scope is not decided.
 */
export function scopedStatements(actions: readonly string[], place: ScopedPlace): PolicyStatement[] {
  const byScope = new Map<string, PolicyStatement & { readonly Action: string[] }>();
  for (const action of [...new Set(actions)].sort()) {
    const kind = scopeOf(action);
    const scope = { Resource: scopeResources(kind, place), ...conditionOf(kind, place) };
    const key = JSON.stringify(scope);
    const statement = byScope.get(key) ?? { Effect: 'Allow' as const, Action: [], ...scope };
    statement.Action.push(action);
    byScope.set(key, statement);
  }
  return [...byScope.values()];
}

export function allow(Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Effect: 'Allow', Action, Resource };
}

/** For the policy of a queue, topic or bucket. */
export function denyPlainHttp(Action: string, Resource: readonly string[]): object {
  return {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
