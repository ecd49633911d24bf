import { awsPrefixLists } from '../../ec2/aws-prefix-lists.ts';
import type { Caller } from '../../service.ts';
import { isObject, type Needed, type NeededByCall, objectsOf, text, wholeAccount } from './needed.ts';

const group =
  (action: string, taggable = false): Needed =>
  (input, caller) => {
    const id = text(input, 'GroupId');
    const resource = ec2Arn(caller, `security-group/${id}`);
    const needed = [{ action, resource, context: { 'ec2:SecurityGroupID': id } }];
    // The new rules are asked about only when they are to be tagged (Service Authorization Reference, EC2).
    return taggable && 'TagSpecification' in input
      ? [...needed, { action, resource: ec2Arn(caller, 'security-group-rule/*') }]
      : needed;
  };

/** The rules it names as well, and prefix lists (Service Authorization Reference, EC2). */
const modifiedRules: Needed = (input, caller) => {
  const action = 'ec2:ModifySecurityGroupRules';
  const rules = objectsOf(input['SecurityGroupRule']);
  const lists = rules.flatMap(({ SecurityGroupRule: asked }) =>
    isObject(asked) && 'PrefixListId' in asked ? text(asked, 'PrefixListId') : [],
  );
  const parts = [
    `security-group/${text(input, 'GroupId')}`,
    ...rules.map((rule) => `security-group-rule/${text(rule, 'SecurityGroupRuleId')}`),
  ];
  return [...parts.map((part) => ec2Arn(caller, part)), ...lists.map((id) => prefixListArn(caller, id))].map(
    (resource) => ({ action, resource }),
  );
};

export const ec2Access: NeededByCall = {
  'ec2:DescribeManagedPrefixLists': wholeAccount('ec2:DescribeManagedPrefixLists'),
  'ec2:DescribeRegions': wholeAccount('ec2:DescribeRegions'),
  'ec2:DescribeSecurityGroups': wholeAccount('ec2:DescribeSecurityGroups'),
  'ec2:DescribeSecurityGroupRules': wholeAccount('ec2:DescribeSecurityGroupRules'),
  'ec2:GetManagedPrefixListEntries': (input, caller) => {
    const id = text(input, 'PrefixListId');
    return [{ action: 'ec2:GetManagedPrefixListEntries', resource: prefixListArn(caller, id) }];
  },
  'ec2:AuthorizeSecurityGroupIngress': group('ec2:AuthorizeSecurityGroupIngress', true),
  'ec2:AuthorizeSecurityGroupEgress': group('ec2:AuthorizeSecurityGroupEgress', true),
  'ec2:RevokeSecurityGroupIngress': group('ec2:RevokeSecurityGroupIngress'),
  'ec2:RevokeSecurityGroupEgress': group('ec2:RevokeSecurityGroupEgress'),
  'ec2:ModifySecurityGroupRules': modifiedRules,
};

/** AWS's own lists belong to the account `aws`. */
function prefixListArn({ partition, region, accountId }: Caller, id: string): string {
  const ofAws = awsPrefixLists(region, () => 0).some((list) => list.id === id);
  return `arn:${partition}:ec2:${region}:${ofAws ? 'aws' : accountId}:prefix-list/${id}`;
}

function ec2Arn({ partition, region, accountId }: Caller, resource: string): string {
  return `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
}
