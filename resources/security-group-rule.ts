import { type EC2Client, paginateDescribeSecurityGroupRules, type SecurityGroupRule } from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { endingPages } from '../aws/ending-pages.ts';
import type { LiveRule } from '../contract/context.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import type { GroupRule } from '../contract/resource.ts';
import { Permission, permissionRules } from './security-group-permission.ts';

/** One rule, in the spelling that EC2's answers and CloudTrail's records of them have in common. */
export interface SpelledRule {
  readonly isEgress: boolean;
  readonly ipProtocol?: unknown;
  readonly fromPort?: unknown;
  readonly toPort?: unknown;
  readonly cidrIpv4?: unknown;
  readonly cidrIpv6?: unknown;
  readonly prefixListId?: unknown;
  readonly group?: { readonly groupId?: unknown; readonly userId?: unknown } | undefined;
  readonly description?: unknown;
}

/**
 * To the model, by the same code that reads a whole group, so that the two cannot disagree. Answers the fault, naming the field, of
 * what is no rule of one source.
 */
export function readRule(spelled: SpelledRule): GroupRule | { readonly fault: string } {
  const { isEgress, cidrIpv4: cidrIp, cidrIpv6, prefixListId, group, description } = spelled;
  const parsed = v.safeParse(Permission, {
    ipProtocol: spelled.ipProtocol,
    fromPort: spelled.fromPort,
    toPort: spelled.toPort,
    ipv4Ranges: cidrIp === undefined ? [] : [{ cidrIp, description }],
    ipv6Ranges: cidrIpv6 === undefined ? [] : [{ cidrIpv6, description }],
    prefixListIds: prefixListId === undefined ? [] : [{ prefixListId, description }],
    userIdGroupPairs: group === undefined ? [] : [{ ...group, description }],
  });
  if (!parsed.success) return { fault: explainIssues(parsed.issues) };
  const [rule, ...more] = permissionRules(isEgress ? 'egress' : 'ingress', parsed.output);
  return rule === undefined || more.length > 0 ? { fault: 'a rule has one source' } : rule;
}

/**
 * The live rules of groups with their ids, by group. Throws READ_FAILED for a rule that cannot be understood, or what the SDK throws.
 * A group that is gone has none: EC2 refuses a filter that names only such (InvalidGroup.NotFound), the SDK's error then.
 */
export async function readLiveRules(
  ec2: EC2Client,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly LiveRule[]>> {
  const rules = new Map<string, LiveRule[]>(groupIds.map((id) => [id, []]));
  const input = { Filters: [{ Name: 'group-id', Values: [...groupIds] }] };
  const pages = paginateDescribeSecurityGroupRules({ client: ec2, pageSize: 1000 }, input);
  for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
    for (const found of page.SecurityGroupRules ?? []) rules.get(found.GroupId ?? '')?.push(liveRule(found));
  }
  return rules;
}

function liveRule(found: SecurityGroupRule): LiveRule {
  const { SecurityGroupRuleId: id, ReferencedGroupInfo: group } = found;
  const rule = readRule({
    isEgress: found.IsEgress === true,
    ipProtocol: found.IpProtocol,
    fromPort: found.FromPort,
    toPort: found.ToPort,
    cidrIpv4: found.CidrIpv4,
    cidrIpv6: found.CidrIpv6,
    prefixListId: found.PrefixListId,
    group: group === undefined ? undefined : { groupId: group.GroupId, userId: group.UserId },
    description: found.Description,
  });
  if (id !== undefined && !('fault' in rule)) return { id, rule };
  const why = 'fault' in rule ? rule.fault : 'SecurityGroupRuleId is missing';
  throw new Failure('READ_FAILED', `security group rule ${id ?? ''} of ${found.GroupId} cannot be understood: ${why}`, {
    ids: { resourceId: found.GroupId ?? '' },
  });
}
