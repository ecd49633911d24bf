import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { type GroupRule, ResourceIdentity, type SecurityGroup } from '../contract/resource.ts';
import { compareRules, ruleKey } from './rule-identity.ts';
import { Permission, permissionRules } from './security-group-permission.ts';

const Configuration = v.looseObject({
  groupName: v.nullish(v.string()),
  vpcId: v.nullish(v.string()),
  ipPermissions: v.array(Permission),
  // A group of EC2-Classic had no egress rules at all.
  ipPermissionsEgress: v.nullish(v.array(Permission), []),
});

/**
 * A security group in the spelling of a configuration item's `configuration` (AWS Config resource schema,
 * AWS::EC2::SecurityGroup) to the model, rules in canonical order, those that EC2 takes for the same (`tcp` and `6`) once. Throws
 * ITEM_UNREADABLE naming group and field; never answers a group that lacks a rule.
 */
export function securityGroupFromConfiguration(
  identity: Omit<ResourceIdentity, 'type'>,
  name: string | null,
  configuration: unknown,
): SecurityGroup {
  const whole = v.safeParse(ResourceIdentity, { ...identity, type: 'AWS::EC2::SecurityGroup' });
  if (!whole.success) throw unreadable(identity.id, whole.issues[0]);
  const parsed = v.safeParse(Configuration, configuration);
  if (!parsed.success) throw unreadable(identity.id, parsed.issues[0], 'configuration');
  const { groupName, vpcId, ipPermissions, ipPermissionsEgress } = parsed.output;
  const rules = [
    ...ipPermissions.flatMap((permission) => permissionRules('ingress', permission)),
    ...ipPermissionsEgress.flatMap((permission) => permissionRules('egress', permission)),
  ];
  return {
    ...whole.output,
    type: 'AWS::EC2::SecurityGroup',
    name: groupName ?? name ?? '',
    vpcId: vpcId ?? null,
    rules: oneOfEach(rules.sort(compareRules)),
  };
}

/** The first of each, with the first description that there is. */
function oneOfEach(rules: readonly GroupRule[]): GroupRule[] {
  const distinct = new Map<string, GroupRule>();
  for (const rule of rules) {
    const key = ruleKey(rule);
    if (distinct.get(key)?.description === undefined) distinct.set(key, rule);
  }
  return [...distinct.values()];
}

function unreadable(id: string, issue: v.BaseIssue<unknown>, within?: string): Failure {
  const field = [within, v.getDotPath(issue)].filter(Boolean).join('.');
  // A type error's own message quotes what was received, which may be anything.
  const what = issue.kind === 'validation' ? issue.message : 'missing, or of a form that is not known';
  return new Failure('ITEM_UNREADABLE', `security group ${id}: ${field}: ${what}`, {
    ids: { resourceId: id },
  });
}
