import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { canonicalIpv4, canonicalIpv6 } from './cidr.ts';
import { type Group, groupAsked, putRule } from './group.ts';
import { type Ec2Operation, Integer, invalidValue, missingParameter, operation } from './operation.ts';
import { descriptionOf, wellFormed } from './permission-input.ts';
import { protocolAndPorts } from './ports.ts';
import { checkQuota, rulesWith } from './quota.ts';
import type { Ec2Region } from './region.ts';
import { rulesById } from './revoke.ts';
import { type Rule, ruleKey, type RuleSource, spelledRule } from './rule.ts';
import { checkSource } from './sources.ts';

const Text = v.optional(v.string());

const RuleRequest = v.strictObject({
  IpProtocol: v.string(),
  FromPort: v.optional(Integer),
  ToPort: v.optional(Integer),
  CidrIpv4: Text,
  CidrIpv6: Text,
  PrefixListId: Text,
  ReferencedGroupId: Text,
  Description: Text,
});
type RuleRequest = v.InferOutput<typeof RuleRequest>;

/**
 * ModifySecurityGroupRules: all or none; ids and tags stay. A rule is given whole: a description left out is removed. The kind of
 * source cannot change, and a CIDR with host bits is refused here, unlike in Authorize.
 */
export const modifyRulesOperations: Readonly<Record<string, Ec2Operation>> = {
  ModifySecurityGroupRules: operation(
    {
      GroupId: v.string(),
      SecurityGroupRule: v.array(v.strictObject({ SecurityGroupRuleId: v.string(), SecurityGroupRule: RuleRequest })),
    },
    ({ GroupId, SecurityGroupRule }, region) => {
      const group = groupAsked(region, { GroupId });
      const ids = SecurityGroupRule.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId);
      if (new Set(ids).size < ids.length) throw invalidValue('The same rule must not appear multiple times');
      const rules = rulesById(region, group, ids);
      const after = SecurityGroupRule.flatMap(({ SecurityGroupRule: request }, index) => {
        const rule = rules[index];
        return rule === undefined ? [] : [modified(region, group, rule, request)];
      });
      refuseDuplicates(group, after);
      checkQuota(region, rulesWith(group, after, new Set(ids)));
      const changed = after.some((rule, index) => {
        const before = rules[index];
        return before === undefined || ruleKey(before) !== ruleKey(rule) || before.description !== rule.description;
      });
      return () => {
        for (const rule of after) putRule(region, rule);
        if (changed) region.changed('AWS::EC2::SecurityGroup', group.id);
        return { return: true };
      };
    },
  ),
};

function modified(region: Ec2Region, group: Group, rule: Rule, request: RuleRequest): Rule {
  const source = requestedSource(region, rule, request);
  checkSource(region, group, source);
  return {
    ...rule,
    ...protocolAndPorts(request.IpProtocol, request.FromPort, request.ToPort),
    source,
    description: descriptionOf(request.Description),
  };
}

function requestedSource(region: Ec2Region, rule: Rule, request: RuleRequest): RuleSource {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId } = request;
  const sources: RuleSource[] = [];
  if (CidrIpv4 !== undefined) sources.push({ kind: 'ipv4', cidr: exactCidr(CidrIpv4, canonicalIpv4) });
  if (CidrIpv6 !== undefined) sources.push({ kind: 'ipv6', cidr: exactCidr(CidrIpv6, canonicalIpv6) });
  if (PrefixListId !== undefined) sources.push({ kind: 'prefix-list', id: PrefixListId });
  if (ReferencedGroupId !== undefined) sources.push(referencedGroup(region, rule, ReferencedGroupId));
  const [source, ...more] = sources;
  if (source === undefined) {
    throw missingParameter('Missing source specification: include source security group or CIDR information');
  }
  if (more.length > 0) throw invalidValue(`Only one source may be specified for rule ${rule.id}`);
  if (source.kind !== rule.source.kind) {
    throw invalidValue(
      `The type of source of rule ${rule.id} cannot be changed from ${rule.source.kind} to ${source.kind}`,
    );
  }
  return source;
}

/** The group that the rule names already keeps its account and peering connection; another one is of this account. */
function referencedGroup(region: Ec2Region, { source }: Rule, groupId: string): RuleSource {
  if (source.kind === 'group' && source.groupId === groupId) return source;
  return { kind: 'group', groupId, userId: region.accountId };
}

function exactCidr(text: string, canonical: typeof canonicalIpv4): string {
  const { cidr, hadHostBits } = wellFormed(text, canonical(text));
  if (hadHostBits) throw invalidValue(`CIDR block ${text} is not in its canonical form ${cidr}`);
  return cidr;
}

function refuseDuplicates(group: Group, after: readonly Rule[]): void {
  const changing = new Set(after.map(({ id }) => id));
  const taken = new Set<string>();
  for (const rule of after) {
    const key = ruleKey(rule);
    const other = group.rulesByKey.get(key);
    if (taken.has(key) || (other !== undefined && !changing.has(other.id))) {
      throw new AwsError('InvalidPermission.Duplicate', `the specified rule "${spelledRule(rule)}" already exists`);
    }
    taken.add(key);
  }
}
