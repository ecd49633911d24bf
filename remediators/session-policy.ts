import { isRead, type ScopeKind, scopeOf, scopeResources, type ScopedPlace } from '../aws/action-scopes.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import { partitionOf } from '../resources/partition.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Pure. What a session may do that only reads: of the actions of a remediator those that change nothing, in one account and region. */
export function readPolicy(actions: readonly string[], accountId: string, region: string): string {
  const place = placeOf(accountId, region);
  return policyOf(actions.filter(isRead), place, (scope) => scopeResources(scope, place));
}

/**
 * Pure. What a session may do that changes one resource: of the actions of a remediator those that change something, on that resource
 * alone. Throws for an action that cannot be held to one resource.
 */
export function changePolicy(
  actions: readonly string[],
  resource: Pick<ResourceIdentity, 'arn' | 'accountId' | 'region'>,
): string {
  const place = placeOf(resource.accountId, resource.region);
  const changes = actions.filter((action) => !isRead(action));
  return policyOf(changes, place, (scope) => resourcesOfOne(scope, resource.arn, place));
}

/** AWS takes 2,048 characters at most (STS API, AssumeRole), so that actions of one scope share a statement. */
function policyOf(
  actions: readonly string[],
  place: ScopedPlace,
  resources: (scope: ScopeKind) => readonly string[],
): string {
  const byScope = new Map<ScopeKind, string[]>();
  for (const action of [...new Set(actions)].toSorted()) {
    const scope = scopeOf(action);
    byScope.set(scope, [...(byScope.get(scope) ?? []), action]);
  }
  const statements = [...byScope].map(([scope, Action]): Statement => {
    const allowed = { Effect: 'Allow', Action, Resource: resources(scope) } as const;
    const condition = conditionOf(scope, place);
    return condition === undefined ? allowed : { ...allowed, Condition: { StringEquals: condition } };
  });
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function conditionOf(scope: ScopeKind, { region, accountId }: ScopedPlace): Record<string, string> | undefined {
  switch (scope) {
    case 'region':
      return { 'aws:RequestedRegion': region };
    case 'bucket':
      return { 's3:ResourceAccount': accountId };
    case 'group':
    case 'group-rule':
    case 'prefix-list':
    case 'config-rule':
    case 'account':
    case 'any':
      return undefined;
  }
}

function resourcesOfOne(scope: ScopeKind, arn: string, place: ScopedPlace): readonly string[] {
  switch (scope) {
    case 'group':
    case 'bucket':
      return [arn];
    case 'group-rule': {
      const groups = scopeResources('group', place);
      return [arn, ...scopeResources('group-rule', place).filter((one) => !groups.includes(one))];
    }
    case 'account':
      return scopeResources('account', place);
    case 'region':
    case 'prefix-list':
    case 'config-rule':
    case 'any':
      throw new RangeError(`an action of scope ${scope} cannot be held to ${arn}`);
  }
}

function placeOf(accountId: string, region: string): ScopedPlace {
  return { partition: partitionOf(region), region, accountId };
}
