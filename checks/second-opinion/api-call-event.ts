import { randomUUID } from 'node:crypto';
import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { hub } from './names.ts';
import { region } from './sides.ts';

/** Who has called, in a session. */
export interface Caller {
  readonly role: string;
  readonly session: string;
}

export const sam: Caller = { role: `arn:aws:iam::${hub}:role/developer`, session: 'sam' };

export function sessionArn({ role, session }: Caller): string {
  return `arn:aws:sts::${hub}:assumed-role/${role.split('/').at(-1)}/${session}`;
}

/**
 * What EventBridge tells of a call on EC2 or S3 (CloudTrail User Guide, "CloudTrail record contents"), as no emulator does: moto keeps
 * no trail. The time is of the next whole second: CloudTrail writes no parts of one, and what was recorded before the call has to be of
 * before it.
 */
export function apiCallEvent(
  caller: Caller,
  service: 'ec2' | 's3',
  eventName: string,
  requestParameters: object,
  responseElements: object | null = null,
): object {
  const time = new Date(Math.ceil((Date.now() + 1) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: hub,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: {
        type: 'AssumedRole',
        principalId: `AROAEXAMPLE:${caller.session}`,
        arn: sessionArn(caller),
        accountId: hub,
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId: 'AROAEXAMPLE', arn: caller.role, accountId: hub },
        },
      },
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: region,
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.31',
      requestParameters,
      responseElements,
      requestID: randomUUID(),
      eventID: randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: hub,
      eventCategory: 'Management',
    },
  };
}

/** The rules that an Authorize call answered, as CloudTrail has them. */
export function ruleItems(rules: readonly SecurityGroupRule[]): object {
  const items = rules.map((rule) => ({
    groupId: rule.GroupId,
    groupOwnerId: hub,
    securityGroupRuleId: rule.SecurityGroupRuleId,
    isEgress: rule.IsEgress,
    ipProtocol: rule.IpProtocol,
    fromPort: rule.FromPort,
    toPort: rule.ToPort,
    cidrIpv4: rule.CidrIpv4,
  }));
  return { _return: true, securityGroupRuleSet: { items } };
}
