import type { Notice, OutcomeNotice } from '../contract/notice.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import type { ComplianceChange, Telling } from '../notifier/announcement.ts';

export const at = '2026-11-20T10:15:30.000Z';
export const accountId = '111122223333';
export const region = 'eu-west-1';

export const group: ResourceIdentity = {
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-0a1b2c3d4e5f60718',
  arn: `arn:aws:ec2:${region}:${accountId}:security-group/sg-0a1b2c3d4e5f60718`,
  accountId,
  region,
  tags: { Name: 'staging' },
};
export const bucket: ResourceIdentity = {
  type: 'AWS::S3::Bucket',
  id: 'acme-reports',
  arn: 'arn:aws:s3:::acme-reports',
  accountId,
  region,
  tags: {},
};
export const sovereign: ResourceIdentity = {
  ...group,
  id: 'sg-04c2f6d81e7b9a350',
  arn: `arn:aws-us-gov:ec2:us-gov-west-1:${accountId}:security-group/sg-04c2f6d81e7b9a350`,
  region: 'us-gov-west-1',
  tags: { Name: 'case-files' },
};
export const beijing: ResourceIdentity = {
  ...bucket,
  id: 'acme-handbook',
  arn: 'arn:aws-cn:s3:::acme-handbook',
  region: 'cn-north-1',
};

export const change: ComplianceChange = {
  kind: 'compliance',
  rule: 'configmend-s3-bucket-public-access',
  resourceType: bucket.type,
  resourceId: bucket.id,
  accountId,
  region,
  from: 'COMPLIANT',
  to: 'NON_COMPLIANT',
  annotation: 'policy Statement[0] "Everyone" is public: Principal is *',
  mode: 'DETECTIVE',
  at,
};

export const mended: OutcomeNotice = {
  version: 1,
  kind: 'outcome',
  outcome: 'mended',
  actionId: '20261120T101530Z-d9574994.1',
  resource: group,
  rules: ['security-group-restricted-ports'],
  severity: 'critical',
  violations: ['tcp 8000-9000 from 0.0.0.0/0 opens tcp 8080,8088,8888 to the whole IPv4 internet'],
  actor: `arn:aws:sts::${accountId}:assumed-role/Developer/sam@example.org`,
  evidence: {
    eventName: 'AuthorizeSecurityGroupIngress',
    sourceAddress: '198.51.100.7',
    eventId: '6f1d4f0e-8a5b-4c1e-9a55-2f0b7f3c9d21',
    at: '2026-11-20T10:15:12.000Z',
  },
  before: ['tcp 8000-9000 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0'],
  after: [
    'tcp 8000-8079 from 0.0.0.0/0',
    'tcp 8081-8087 from 0.0.0.0/0',
    'tcp 8089-8887 from 0.0.0.0/0',
    'tcp 8889-9000 from 0.0.0.0/0',
    'tcp 443 from 0.0.0.0/0',
  ],
  notes: [],
  at,
};

export const denied = {
  code: 'CHANGE_DENIED',
  message: 'UnauthorizedOperation: explicit deny in a service control policy',
  next: 'Read the reason on the message in the dead-letter queue.',
};
export const notice = (told: Notice): Telling => ({ kind: 'notice', notice: told });
export const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const groupNamed = (id: string, name: string): ResourceIdentity => ({
  ...group,
  id,
  arn: `arn:aws:ec2:${region}:${accountId}:security-group/${id}`,
  tags: { Name: name },
});
export const bucketNamed = (id: string): ResourceIdentity => ({ ...bucket, id, arn: `arn:aws:s3:::${id}` });
export const groupOf = (index: number): ResourceIdentity =>
  groupNamed(`sg-${(0x0a1b2c3d4e5f60718n + BigInt(index)).toString(16).padStart(17, '0')}`, `worker-${index + 1}`);
