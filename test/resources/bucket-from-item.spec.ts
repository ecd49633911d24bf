import { assert } from 'chai';
import type { Grant } from '../../contract/resource.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  allOff,
  allow,
  allUsersUri,
  apiItem,
  authenticatedUsersUri,
  bucket,
  groupGrant,
  item,
  itemAcl,
  ownerGrant,
  ownerId,
  policy,
  streamItem,
} from '../support/buckets.ts';

describe('bucketFromItem', () => {
  const parts = {
    tags: { team: 'photos' },
    supplementary: {
      AccessControlList: itemAcl(
        { grantee: 'AllUsers', permission: 'Read' },
        { grantee: 'LogDelivery', permission: 'ReadAcp' },
      ),
      BucketPolicy: { policyText: policy(allow()) },
      PublicAccessBlockConfiguration: { ...allOff, blockPublicPolicy: true },
      ServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256', kmsMasterKeyID: null },
            bucketKeyEnabled: false,
          },
        ],
      },
      BucketVersioningConfiguration: { status: 'Enabled', isMfaDeleteEnabled: false },
      BucketLoggingConfiguration: { destinationBucketName: 'logs', logFilePrefix: 'photos/' },
    },
  };
  const expected = bucket({
    tags: { team: 'photos' },
    grants: [
      ownerGrant,
      groupGrant(allUsersUri),
      groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'READ_ACP'),
    ],
    policy: policy(allow()),
    publicAccessBlock: { ...allOff, blockPublicPolicy: true },
    ownership: 'unknown',
    encryption: { algorithm: 'AES256', bucketKeyEnabled: false },
    versioning: { status: 'Enabled', mfaDelete: false },
    logging: { targetBucket: 'logs', targetPrefix: 'photos/' },
  });

  it('reads the stream form', () => {
    assert.deepEqual(bucketFromItem(parseConfigurationItem(streamItem(parts))), expected);
  });

  it('reads the API form, where the ACL is a string in a string', () => {
    assert.deepEqual(bucketFromItem(parseConfigurationItem(apiItem(parts))), expected);
  });

  it('reads an older item: no block configuration, no policy', () => {
    assert.deepEqual(bucketFromItem(item()), bucket({ ownership: 'unknown' }));
    assert.isNull(bucketFromItem(item({ supplementary: { BucketPolicy: undefined } })).policy);
  });

  const permissions: Record<string, Grant['permission']> = {
    FullControl: 'FULL_CONTROL',
    Write: 'WRITE',
    WriteAcp: 'WRITE_ACP',
    Read: 'READ',
    ReadAcp: 'READ_ACP',
  };
  for (const [given, spelled] of Object.entries(permissions)) {
    it(`reads the permission ${given}`, () => {
      const acl = itemAcl({ grantee: 'AuthenticatedUsers', permission: given });

      const { grants } = bucketFromItem(item({ supplementary: { AccessControlList: acl } }));

      assert.deepEqual(grants[1], { grantee: { kind: 'group', uri: authenticatedUsersUri }, permission: spelled });
    });
  }

  it('keeps display names where there are any', () => {
    const acl = {
      ...itemAcl({ grantee: { id: 'a1', displayName: 'ann' }, permission: 'Read' }),
      owner: { id: ownerId, displayName: 'me' },
    };

    const read = bucketFromItem(item({ supplementary: { AccessControlList: acl } }));

    assert.deepEqual(read.owner, { id: ownerId, displayName: 'me' });
    assert.deepEqual(read.grants[1]?.grantee, { kind: 'user', id: 'a1', displayName: 'ann' });
  });

  it('reads the grants from the set where the list is null', () => {
    const { grantList, ...acl } = itemAcl({ grantee: 'AllUsers', permission: 'Read' });

    const { grants } = bucketFromItem(item({ supplementary: { AccessControlList: { ...acl, grantSet: grantList } } }));

    assert.deepEqual(grants, [ownerGrant, groupGrant(allUsersUri)]);
  });

  for (const [what, lists] of [
    ['both null', { grantList: null, grantSet: null }],
    ['both absent', { grantList: undefined, grantSet: undefined }],
    ['an empty list', { grantList: [], grantSet: null }],
  ] as const) {
    it(`reads an ACL without grants: ${what}`, () => {
      const { grants } = bucketFromItem(item({ supplementary: { AccessControlList: { ...itemAcl(), ...lists } } }));

      assert.deepEqual(grants, []);
    });
  }

  it('reads the absence of a policy, however it is said', () => {
    for (const BucketPolicy of [undefined, null, { policyText: null }]) {
      assert.isNull(bucketFromItem(item({ supplementary: { BucketPolicy } })).policy);
    }
  });

  it('keeps a tag of any name', () => {
    const tags = JSON.parse('{"constructor":"ann","__proto__":"bob","team":"photos"}');

    assert.deepEqual(Object.entries(bucketFromItem(item({ tags })).tags), Object.entries(tags));
  });

  it('gives an item without an ARN the one of its partition', () => {
    const raw = { ...streamItem(), ARN: null, awsRegion: 'cn-north-1' };

    assert.equal(bucketFromItem(parseConfigurationItem(raw)).arn, 'arn:aws-cn:s3:::holiday-photos');
  });

  it('reads a block setting that was never made as off', () => {
    const block = { ignorePublicAcls: true, restrictPublicBuckets: null };

    const { publicAccessBlock } = bucketFromItem(item({ supplementary: { PublicAccessBlockConfiguration: block } }));

    assert.deepEqual(publicAccessBlock, { ...allOff, ignorePublicAcls: true });
  });

  const unreadable: [string, Record<string, unknown>, string][] = [
    ['no ACL', { AccessControlList: undefined }, 'AccessControlList'],
    ['an ACL that is not JSON', { AccessControlList: '{"grantList":[' }, 'AccessControlList'],
    [
      'an ACL whose list of grants goes by another name',
      { AccessControlList: { ...itemAcl(), grantList: undefined, grantSet: undefined, grants: [] } },
      'AccessControlList',
    ],
    ['an ACL with both list and set', { AccessControlList: { ...itemAcl(), grantSet: [] } }, 'AccessControlList'],
    ['an ACL without an owner', { AccessControlList: { ...itemAcl(), owner: null } }, 'AccessControlList.owner'],
    [
      'a group that is not known',
      { AccessControlList: itemAcl({ grantee: 'Everybody', permission: 'Read' }) },
      'AccessControlList.grantList.1.grantee',
    ],
    [
      'a grantee without an id',
      { AccessControlList: itemAcl({ grantee: { displayName: 'ann' }, permission: 'Read' }) },
      'AccessControlList.grantList.1.grantee',
    ],
    [
      'a permission that is not known',
      { AccessControlList: itemAcl({ grantee: 'AllUsers', permission: 'toString' }) },
      'AccessControlList.grantList.1.permission',
    ],
    ['a policy that is no text', { BucketPolicy: { policyText: { Statement: [] } } }, 'BucketPolicy.policyText'],
    ['a policy of another form', { BucketPolicy: 'none' }, 'BucketPolicy'],
    ['a policy in another spelling', { BucketPolicy: { PolicyText: policy(allow()) } }, 'BucketPolicy.policyText'],
    ['the policy itself as a string', { BucketPolicy: policy(allow()) }, 'BucketPolicy.policyText'],
    ['the policy itself as an object', { BucketPolicy: { Statement: [allow()] } }, 'BucketPolicy.policyText'],
    ['an empty policy object', { BucketPolicy: {} }, 'BucketPolicy.policyText'],
    [
      'block settings in another spelling',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true } },
      'PublicAccessBlockConfiguration',
    ],
    [
      'block settings inside another object',
      { PublicAccessBlockConfiguration: { publicAccessBlockConfiguration: allOff } },
      'PublicAccessBlockConfiguration',
    ],
    ['a list of block settings', { PublicAccessBlockConfiguration: [] }, 'PublicAccessBlockConfiguration'],
    [
      'a block setting that is no boolean',
      { PublicAccessBlockConfiguration: { ...allOff, ignorePublicAcls: 'true' } },
      'PublicAccessBlockConfiguration.ignorePublicAcls',
    ],
  ];
  for (const [what, supplementary, field] of unreadable) {
    it(`refuses an item with ${what}, naming bucket and field`, () => {
      assertFails(
        () => bucketFromItem(item({ supplementary })),
        'ITEM_UNREADABLE',
        `bucket holiday-photos: ${field}: `,
      );
    });
  }

  it('reads the rest of an item whose encryption, versioning and logging it does not understand', () => {
    const supplementary = {
      ServerSideEncryptionConfiguration: 'odd',
      BucketVersioningConfiguration: { status: 'odd' },
      BucketLoggingConfiguration: {},
    };

    const { encryption, versioning, logging, ...rest } = bucketFromItem(item({ supplementary }));

    const plain = bucket({ ownership: 'unknown' });
    assert.deepEqual({ ...plain, ...rest }, plain);
    for (const setting of [encryption, versioning, logging]) assert.deepInclude(setting, { kind: 'unread' });
  });

  it('refuses an account id that is none, naming it', () => {
    const raw = { ...streamItem(), awsAccountId: '1111' };

    assertFails(() => bucketFromItem(parseConfigurationItem(raw)), 'ITEM_UNREADABLE', 'accountId');
  });

  for (const BucketPolicy of [{ policyText: ['s3cr3t'] }, 's3cr3t']) {
    it(`does not quote a policy it cannot read: ${JSON.stringify(BucketPolicy)}`, () => {
      assert.throws(() => bucketFromItem(item({ supplementary: { BucketPolicy } })), /^(?!.*s3cr3t)/);
    });
  }
});
