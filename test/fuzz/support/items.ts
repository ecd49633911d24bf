import { allow, itemAcl, ownerId, policy, streamItem } from '../../support/buckets.ts';
import { groupItem, inApiForm, permission } from '../../support/rule-events.ts';
import { accountBlock, allOn, throughList } from '../../support/scanned-items.ts';

const conditioned = policy(
  allow({ Sid: 'Office', Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '0.0.0.0/1'] } } }),
  allow({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  allow({ Principal: { AWS: ['*', 'arn:aws:iam::111122223333:role/deploy'] }, Action: ['s3:GetObject', 's3:List*'] }),
);

/** Items as rule events carry them: of every type that is judged, with all that one can have. */
export const streamItems: readonly unknown[] = [
  groupItem(),
  groupItem({
    tags: { 'configmend:exempt:security-group-restricted-ports': 'until 2026-12-31 by sam because it moves' },
    configuration: {
      groupName: 'default',
      groupId: 'sg-1',
      vpcId: 'vpc-1',
      tags: [{ key: 'owner', value: 'network' }],
      ipPermissions: [
        { ...permission('tcp', 20, 25, '0.0.0.0/1', '128.0.0.0/1'), ipv6Ranges: [{ cidrIpv6: '::/0' }] },
        { ...permission('-1', undefined, undefined), userIdGroupPairs: [{ groupId: 'sg-2', userId: '123456789012' }] },
        permission('udp', 53, 53, '10.0.0.0/8'),
        permission('icmp', 8, -1, '0.0.0.0/0'),
      ],
      ipPermissionsEgress: [permission('-1', undefined, undefined, '0.0.0.0/0')],
    },
  }),
  throughList,
  streamItem({
    tags: { team: 'photos' },
    supplementary: {
      AccessControlList: itemAcl(
        { grantee: 'AllUsers', permission: 'Read' },
        { grantee: { id: ownerId, displayName: 'ann' }, permission: 'WriteAcp' },
      ),
      BucketPolicy: { policyText: conditioned },
      PublicAccessBlockConfiguration: { ...allOn, restrictPublicBuckets: false },
      ServerSideEncryptionConfiguration: {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'alias/photos' } }],
      },
      BucketVersioningConfiguration: { status: 'Enabled', isMfaDeleteEnabled: true },
      BucketLoggingConfiguration: { destinationBucketName: 'logs', logFilePrefix: 'photos/' },
      BucketWebsiteConfiguration: { indexDocumentSuffix: 'index.html' },
    },
  }),
  streamItem({ supplementary: { BucketPolicy: { policyText: policy(allow()) } } }),
  accountBlock({ ...allOn, blockPublicAcls: false }),
];

export const apiItems: readonly unknown[] = streamItems.map((item) => inApiForm(Object(item)));
