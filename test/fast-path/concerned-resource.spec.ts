import { assert } from 'chai';
import { parseApiCall } from '../../fast-path/api-call.ts';
import { type Concerned, concernedResource } from '../../fast-path/concerned-resource.ts';
import { assertFails } from '../support/assert-fails.ts';
import { apiCallEvent, type Fields, s3CallEvent } from '../support/api-calls.ts';

const id = 'sg-0a1b2c3d4e5f60718';
const type = 'AWS::EC2::SecurityGroup';

function concernedBy(event: Fields): Concerned | { readonly ignored: string } {
  const call = parseApiCall(event);
  if ('ignored' in call) assert.fail(`ignored: ${call.ignored}`);
  return concernedResource(call);
}

const ruleSet = {
  requestId: 'r',
  _return: true,
  securityGroupRuleSet: {
    items: [
      {
        groupOwnerId: '123456789012',
        groupId: id,
        securityGroupRuleId: 'sgr-0123456789abcdef0',
        isEgress: false,
        ipProtocol: 'tcp',
        fromPort: 22,
        toPort: 22,
        cidrIpv4: '0.0.0.0/0',
      },
    ],
  },
};
const permission = (port: unknown) => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  groups: {},
  ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
  ipv6Ranges: {},
  prefixListIds: {},
});

describe('concernedResource', () => {
  const groups: readonly [string, Fields][] = [
    ['with permissions as items', { requestParameters: { groupId: id, ipPermissions: { items: [permission(22)] } } }],
    [
      'in the flat form',
      {
        requestParameters: {
          groupId: id,
          ipPermissions: {},
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          cidrIp: '::/0',
        },
      },
    ],
    [
      'with numbers as strings',
      { requestParameters: { groupId: id, ipPermissions: { items: [permission('22')] }, fromPort: '22' } },
    ],
    ['outwards', { eventName: 'AuthorizeSecurityGroupEgress', requestParameters: { groupId: id, ipPermissions: {} } }],
    [
      'by its name, where the answer has the id',
      {
        requestParameters: { groupName: 'web', ipPermissions: { items: [permission(22)] } },
        responseElements: ruleSet,
      },
    ],
    ['with a request that was left out for its size', { requestParameters: null, responseElements: ruleSet }],
    [
      'when one rule of it is modified',
      {
        eventName: 'ModifySecurityGroupRules',
        requestParameters: {
          ModifySecurityGroupRulesRequest: {
            GroupId: id,
            SecurityGroupRule: {
              SecurityGroupRuleId: 'sgr-0123456789abcdef0',
              tag: 1,
              SecurityGroupRule: { CidrIpv4: '0.0.0.0/0', FromPort: '22', ToPort: '22', IpProtocol: 'tcp' },
            },
          },
        },
        responseElements: { ModifySecurityGroupRulesResponse: { return: true } },
      },
    ],
    [
      'when several rules of it are',
      {
        eventName: 'ModifySecurityGroupRules',
        requestParameters: {
          ModifySecurityGroupRulesRequest: { SecurityGroupRule: [{ tag: 1 }, { tag: 2 }], GroupId: id },
        },
      },
    ],
    [
      'that was created, by the id of the answer and not by a name that others may have',
      {
        eventName: 'CreateSecurityGroup',
        requestParameters: { groupName: 'web', groupDescription: 'web', vpcId: 'vpc-0123456789abcdef0' },
        responseElements: { requestId: 'r', _return: true, groupId: id },
      },
    ],
  ];
  for (const [how, detail] of groups) {
    it(`knows a group ${how}`, () => {
      assert.deepEqual(concernedBy(apiCallEvent(detail)), { type, id });
    });
  }

  it('knows a group by its name alone, where the record has nothing else', () => {
    const requestParameters = { groupName: 'web', ipPermissions: {}, ipProtocol: 'tcp' };

    assert.deepEqual(concernedBy(apiCallEvent({ requestParameters })), { type, groupName: 'web' });
  });

  for (const [what, detail] of [
    ['of a group that it does not name', { requestParameters: {} }],
    ['of an id that is none', { requestParameters: { groupId: 'sg-../x' } }],
    ['of an id that is no text', { requestParameters: { groupId: ['sg-0a1b2c3d4e5f60718'] } }],
    [
      'of a group that was created, without its id',
      { eventName: 'CreateSecurityGroup', requestParameters: { groupName: 'web' }, responseElements: null },
    ],
  ] as const) {
    it(`refuses a record ${what}`, () => {
      assertFails(() => concernedBy(apiCallEvent(detail)), 'EVENT_UNREADABLE', 'which group');
    });
  }

  for (const [how, eventName, requestParameters] of [
    ['in the form of today', 'PutBucketAcl', { bucketName: 'photos', Host: 'photos.s3.amazonaws.com', acl: '' }],
    [
      'in the form of 2019',
      'PutBucketPublicAccessBlock',
      { bucketName: 'photos', host: ['h'], publicAccessBlock: [''] },
    ],
    [
      'that is created here',
      'CreateBucket',
      { bucketName: 'photos', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } },
    ],
    [
      'that is created by the first name of the region',
      'CreateBucket',
      { bucketName: 'photos', CreateBucketConfiguration: { LocationConstraint: 'EU' } },
    ],
    [
      'with a policy as an object',
      'PutBucketPolicy',
      { bucketName: 'photos', bucketPolicy: { Statement: [] }, policy: '' },
    ],
    ['of whose policy nothing is left', 'DeleteBucketPolicy', { bucketName: 'photos', policy: '' }],
  ] as const) {
    it(`knows a bucket ${how}`, () => {
      const resources = [{ accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];

      assert.deepEqual(concernedBy(s3CallEvent(eventName, requestParameters, { resources })), {
        type: 'AWS::S3::Bucket',
        id: 'photos',
      });
    });
  }

  it('says whose a bucket of another account is', () => {
    const resources = [{ accountId: '210987654321', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];

    assert.deepEqual(concernedBy(s3CallEvent('PutBucketPolicy', { bucketName: 'photos' }, { resources })), {
      type: 'AWS::S3::Bucket',
      id: 'photos',
      ownerAccountId: '210987654321',
    });
  });

  it('leaves a bucket that is created in another region to that region', () => {
    const requestParameters = {
      bucketName: 'photos',
      CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
    };

    assert.deepEqual(concernedBy(s3CallEvent('CreateBucket', requestParameters)), {
      ignored: 'the bucket is in another region',
    });
  });

  for (const bucketName of [undefined, '', ['photos'], 'x'.repeat(256)]) {
    it(`refuses a record of a bucket called ${JSON.stringify(bucketName)?.slice(0, 20)}`, () => {
      assertFails(
        () => concernedBy(s3CallEvent('PutBucketAcl', { bucketName })),
        'EVENT_UNREADABLE',
        'which bucket it is about',
      );
    });
  }

  for (const eventName of ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock']) {
    it(`knows the account whose log has ${eventName}, whatever host was called`, () => {
      const requestParameters = { Host: '210987654321.s3-control.eu-west-1.amazonaws.com', publicAccessBlock: '' };

      assert.deepEqual(concernedBy(s3CallEvent(eventName, requestParameters)), {
        type: 'AWS::S3::AccountPublicAccessBlock',
        id: '123456789012',
      });
    });
  }

  it('passes over calls that are not followed', () => {
    assert.deepEqual(concernedBy(apiCallEvent({ eventName: 'RevokeSecurityGroupIngress' })), {
      ignored: 'the call is not one that is followed',
    });
  });
});
