import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { addGroup, dropRule, groupAsked, nameKey } from './group.ts';
import { findOne } from './ids.ts';
import { type Ec2Operation, invalidValue, operation } from './operation.ts';
import { tagsGiven, tagSet, TagSpecificationMember } from './tag-specifications.ts';

/** CreateSecurityGroup and DeleteSecurityGroup (EC2 API). */
export const groupOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateSecurityGroup: operation(
    {
      GroupName: v.string(),
      GroupDescription: v.string(),
      VpcId: v.optional(v.string()),
      ...TagSpecificationMember,
    },
    ({ GroupName: name, GroupDescription: description, VpcId, TagSpecification }, region) => {
      checkName(name);
      checkText('GroupDescription', description);
      const vpcId = VpcId === undefined ? region.defaultVpcId : findOne('vpc', region.vpcs, VpcId).id;
      if (region.groupsByName.has(nameKey(vpcId, name))) {
        throw new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
      }
      const tags = tagsGiven(TagSpecification, 'security-group');
      return () => {
        const id = region.newId('sg');
        addGroup(region, { id, name, description, vpcId, tags, egressRuleId: region.newId('sgr') });
        region.changed('AWS::EC2::SecurityGroup', id);
        return {
          return: true,
          groupId: id,
          tagSet: tagSet(tags),
          securityGroupArn: region.arn('security-group', id),
        };
      };
    },
  ),
  DeleteSecurityGroup: operation(
    { GroupId: v.optional(v.string()), GroupName: v.optional(v.string()) },
    (input, region) => {
      const group = groupAsked(region, input);
      if (group.name === 'default') {
        throw new AwsError(
          'CannotDelete',
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        );
      }
      const referring = [...(region.referring.get(group.id)?.values() ?? [])];
      const referred = referring.some(
        ({ groupId }) => groupId !== group.id && region.groups.get(groupId)?.vpcId === group.vpcId,
      );
      if (referred || group.networkInterfaceIds.size > 0) {
        throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
      }
      return () => {
        for (const rule of group.rules.values()) dropRule(region, rule);
        region.groups.delete(group.id);
        region.groupsByName.delete(nameKey(group.vpcId, group.name));
        region.changed('AWS::EC2::SecurityGroup', group.id);
        return { return: true, groupId: group.id };
      };
    },
  ),
};

function checkName(name: string): void {
  if (name.startsWith('sg-')) {
    throw invalidValue(
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
    );
  }
  if (name === 'default') throw invalidValue('Cannot use reserved security group name: default');
  checkText('GroupName', name);
}

function checkText(parameter: string, text: string): void {
  if (/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) return;
  throw invalidValue(
    `Value (${text}) for parameter ${parameter} is invalid. Use 1 to 255 of a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
  );
}
