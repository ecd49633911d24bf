import {
  AuthorizeSecurityGroupIngressCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Approval } from '../../contract/approval.ts';
import { apiCallEvent, type Caller, ruleItems } from './api-call-event.ts';
import type { Hybrid } from './hybrid.ts';
import { approvalBucket, hub, pipelineRole } from './names.ts';
import { everywhere } from './scenario.ts';
import { region } from './sides.ts';

export const pipeline: Caller = { role: pipelineRole, session: 'build-7' };

/** Somebody adds rules of one permission, and the fast path hears of it, once or more often. */
export async function authorise(
  hybrid: Hybrid,
  caller: Caller,
  GroupId: string,
  opened: IpPermission,
  times = 1,
): Promise<void> {
  const { SecurityGroupRules = [] } = await hybrid.hub.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [opened] }),
  );
  const asked = { groupId: GroupId, ipPermissions: {} };
  const event = apiCallEvent(caller, 'ec2', 'AuthorizeSecurityGroupIngress', asked, ruleItems(SecurityGroupRules));
  for (let time = 0; time < times; time += 1) await hybrid.invoke('fast-path', event);
}

/** Somebody opens an authorised port to everyone by changing a rule that was for another, and the fast path hears of it. */
export async function modify(
  hybrid: Hybrid,
  caller: Caller,
  GroupId: string,
  rule: SecurityGroupRule | undefined,
): Promise<void> {
  const SecurityGroupRuleId = rule?.SecurityGroupRuleId ?? '';
  const SecurityGroupRule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv4: everywhere };
  const asked = { SecurityGroupRuleId, SecurityGroupRule };
  await hybrid.hub.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [asked] }));
  const ModifySecurityGroupRulesRequest = { GroupId, SecurityGroupRule: { ...asked, tag: 1 } };
  await hybrid.invoke(
    'fast-path',
    apiCallEvent(caller, 'ec2', 'ModifySecurityGroupRules', { ModifySecurityGroupRulesRequest }),
  );
}

/** Somebody approves a change of the group, in the member's bucket. */
export async function approve(
  { member: { s3 } }: Hybrid,
  groupId: string,
  change: Approval['change'],
  approvedBy: string,
): Promise<void> {
  const approval: Approval = {
    version: 1,
    groupId,
    accountId: hub,
    region,
    change,
    approvedBy,
    ticket: 'OPS-7',
    expires: '2999-01-01T00:00:00Z',
  };
  const Key = `${groupId}/ops-7.json`;
  await s3.send(new PutObjectCommand({ Bucket: approvalBucket, Key, Body: JSON.stringify(approval) }));
}
