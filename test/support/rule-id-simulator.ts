import { assert } from 'chai';
import * as v from 'valibot';
import type { LiveRule } from '../../contract/context.ts';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { readRule } from '../../resources/security-group-rule.ts';
import { trafficKey } from '../../resources/traffic-key.ts';
import { applyChange } from './group-simulator.ts';
import { ruleId } from './recorded-changes.ts';

const ById = v.object({ SecurityGroupRuleIds: v.array(v.string()) });
const Modification = v.strictObject({
  GroupId: v.string(),
  SecurityGroupRules: v.array(
    v.strictObject({
      SecurityGroupRuleId: v.string(),
      SecurityGroupRule: v.strictObject({
        IpProtocol: v.string(),
        FromPort: v.optional(v.number()),
        ToPort: v.optional(v.number()),
        CidrIpv4: v.optional(v.string()),
        CidrIpv6: v.optional(v.string()),
        PrefixListId: v.optional(v.string()),
        ReferencedGroupId: v.optional(v.string()),
        Description: v.optional(v.string()),
      }),
    }),
  ),
});

let next = 0x1000;

/** What EC2 makes of one call, each rule known by its id: ids of new rules are new, and a rule that is changed keeps its own. */
export function applyToRules(live: readonly LiveRule[], change: Change): LiveRule[] {
  const ids = v.safeParse(ById, change.input);
  if (ids.success) return revoked(live, ids.output.SecurityGroupRuleIds, change.operation);
  if (change.operation === 'ModifySecurityGroupRules') return modified(live, v.parse(Modification, change.input));
  const known = new Map(live.map(({ id, rule }) => [rule, id]));
  const rules = applyChange(
    live.map(({ rule }) => rule),
    change,
  );
  return rules.map((rule) => ({ rule, id: known.get(rule) ?? ruleId((next += 1)) }));
}

function revoked(live: readonly LiveRule[], ids: readonly string[], operation: string): LiveRule[] {
  const direction = operation === 'RevokeSecurityGroupEgress' ? 'egress' : 'ingress';
  assert.match(operation, /^Revoke/);
  for (const id of ids) {
    const found = live.find((one) => one.id === id);
    assert.equal(found?.rule.direction, direction, `InvalidSecurityGroupRuleId.NotFound: ${id}`);
  }
  return live.filter(({ id }) => !ids.includes(id));
}

function modified(live: readonly LiveRule[], { SecurityGroupRules }: v.InferOutput<typeof Modification>): LiveRule[] {
  const asked = new Map(SecurityGroupRules.map((one) => [one.SecurityGroupRuleId, one.SecurityGroupRule]));
  for (const id of asked.keys())
    assert.include(
      live.map((one) => one.id),
      id,
      'InvalidSecurityGroupRuleId.NotFound',
    );
  const after = live.map(({ id, rule }): LiveRule => {
    const request = asked.get(id);
    if (request === undefined) return { id, rule };
    const become = ruleOf(rule, request);
    assert.equal(become.source.kind, rule.source.kind, 'the kind of a source cannot be changed');
    return { id, rule: become };
  });
  const keys = after.map(({ rule }) => trafficKey(rule));
  assert.lengthOf(new Set(keys), keys.length, 'InvalidPermission.Duplicate');
  return after;
}

type Request = v.InferOutput<typeof Modification>['SecurityGroupRules'][number]['SecurityGroupRule'];

function ruleOf({ direction, source }: GroupRule, request: Request): GroupRule {
  const { ReferencedGroupId: groupId } = request;
  // EC2 adds the account of the group, which is the same one's.
  const userId = source.kind === 'group' ? source.userId : undefined;
  const rule = readRule({
    isEgress: direction === 'egress',
    ipProtocol: request.IpProtocol,
    fromPort: request.FromPort,
    toPort: request.ToPort,
    cidrIpv4: request.CidrIpv4,
    cidrIpv6: request.CidrIpv6,
    prefixListId: request.PrefixListId,
    group: groupId === undefined ? undefined : { groupId, userId },
    description: request.Description,
  });
  return 'fault' in rule ? assert.fail(rule.fault) : rule;
}
