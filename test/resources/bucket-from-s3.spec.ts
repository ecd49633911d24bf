import type { GetBucketAclOutput } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { type BucketParts, bucketFromS3 } from '../../resources/bucket-from-s3.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  allOff,
  allow,
  allUsersUri,
  authenticatedUsersUri,
  bucket,
  groupGrant,
  item,
  itemAcl,
  ownerGrant,
  ownerId,
  policy,
} from '../support/buckets.ts';

const where = { name: 'holiday-photos', accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };

const ownerOnly: GetBucketAclOutput = {
  Owner: { ID: ownerId },
  Grants: [{ Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' }],
};

function parts(overrides: Partial<BucketParts> = {}): BucketParts {
  return {
    acl: ownerOnly,
    policy: null,
    block: undefined,
    ownership: 'ObjectWriter',
    encryption: null,
    versioning: { status: 'Off', mfaDelete: false },
    logging: null,
    website: false,
    tags: {},
    ...overrides,
  };
}

describe('bucketFromS3', () => {
  it('reads a plain bucket', () => {
    assert.deepEqual(bucketFromS3(parts(), where), bucket());
  });

  it('reads users, groups and e-mail addresses', () => {
    const acl: GetBucketAclOutput = {
      Owner: { ID: ownerId, DisplayName: 'me' },
      Grants: [
        { Grantee: { Type: 'CanonicalUser', ID: ownerId, DisplayName: 'me' }, Permission: 'FULL_CONTROL' },
        { Grantee: { Type: 'Group', URI: allUsersUri }, Permission: 'READ' },
        { Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: 'ann@example.com' }, Permission: 'WRITE_ACP' },
      ],
    };

    const read = bucketFromS3(parts({ acl }), where);

    assert.deepEqual(read.owner, { id: ownerId, displayName: 'me' });
    assert.deepEqual(read.grants, [
      { grantee: { kind: 'user', id: ownerId, displayName: 'me' }, permission: 'FULL_CONTROL' },
      groupGrant(allUsersUri),
      { grantee: { kind: 'email', address: 'ann@example.com' }, permission: 'WRITE_ACP' },
    ]);
  });

  it('reads a block of which AWS says only some settings', () => {
    const { publicAccessBlock } = bucketFromS3(parts({ block: { RestrictPublicBuckets: true } }), where);

    assert.deepEqual(publicAccessBlock, { ...allOff, restrictPublicBuckets: true });
  });

  it('names the bucket in its partition', () => {
    assert.equal(bucketFromS3(parts(), { ...where, partition: 'aws-cn' }).arn, 'arn:aws-cn:s3:::holiday-photos');
  });

  it('reads the same bucket as the configuration item, apart from ownership', () => {
    const fromItem = bucketFromItem(
      item({
        tags: { team: 'photos' },
        supplementary: {
          AccessControlList: itemAcl(
            { grantee: 'AuthenticatedUsers', permission: 'WriteAcp' },
            { grantee: { id: 'a1', displayName: 'ann' }, permission: 'ReadAcp' },
          ),
          BucketPolicy: { policyText: policy(allow()) },
          PublicAccessBlockConfiguration: { ...allOff, ignorePublicAcls: true },
          ServerSideEncryptionConfiguration: {
            rules: [
              {
                applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'alias/photos' },
                bucketKeyEnabled: true,
              },
            ],
          },
          BucketVersioningConfiguration: { status: 'Suspended', isMfaDeleteEnabled: true },
          BucketLoggingConfiguration: { destinationBucketName: 'logs', logFilePrefix: 'photos/' },
          BucketWebsiteConfiguration: { indexDocumentSuffix: 'index.html', routingRules: [] },
        },
      }),
    );

    const fromS3 = bucketFromS3(
      {
        acl: {
          Owner: { ID: ownerId },
          Grants: [
            { Grantee: { Type: 'CanonicalUser', ID: ownerId, DisplayName: '' }, Permission: 'FULL_CONTROL' },
            { Grantee: { Type: 'Group', URI: authenticatedUsersUri }, Permission: 'WRITE_ACP' },
            { Grantee: { Type: 'CanonicalUser', ID: 'a1', DisplayName: 'ann' }, Permission: 'READ_ACP' },
          ],
        },
        policy: policy(allow()),
        block: {
          BlockPublicAcls: false,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
        ownership: 'BucketOwnerPreferred',
        encryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/photos', bucketKeyEnabled: true },
        versioning: { status: 'Suspended', mfaDelete: true },
        logging: { targetBucket: 'logs', targetPrefix: 'photos/' },
        website: true,
        tags: { team: 'photos' },
      },
      where,
    );

    assert.deepEqual({ ...fromS3, ownership: 'unknown' }, fromItem);
    assert.deepEqual(fromS3.grants[0], ownerGrant);
  });

  const unreadable: [string, GetBucketAclOutput, string][] = [
    ['no owner', { Grants: [] }, 'Owner.ID'],
    ['no grants at all', { Owner: { ID: ownerId } }, 'Grants'],
    ['a grant to nobody', { ...ownerOnly, Grants: [{ Permission: 'READ' }] }, 'Grants[0]'],
    [
      'a grantee without a name',
      { ...ownerOnly, Grants: [{ Grantee: { Type: 'CanonicalUser' }, Permission: 'READ' }] },
      'Grants[0]',
    ],
    [
      'a grant without a permission',
      { ...ownerOnly, Grants: [...(ownerOnly.Grants ?? []), { Grantee: { Type: 'Group', URI: allUsersUri } }] },
      'Grants[1]',
    ],
  ];
  for (const [what, acl, field] of unreadable) {
    it(`refuses an ACL with ${what}, naming bucket and field`, () => {
      assertFails(() => bucketFromS3(parts({ acl }), where), 'READ_FAILED', 'bucket holiday-photos: ');
      assertFails(() => bucketFromS3(parts({ acl }), where), 'READ_FAILED', field);
    });
  }

  it('reads an ACL that grants nothing', () => {
    assert.isEmpty(bucketFromS3(parts({ acl: { ...ownerOnly, Grants: [] } }), where).grants);
  });
});
