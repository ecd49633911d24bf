import { GetBucketPolicyStatusCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { account, createOpenBucket, type LocalS3, startS3 } from '../support/s3.ts';

type Case = [what: string, isPublic: boolean, changes: object];

const role = `arn:aws:iam::${account}:role/reader`;
const when = (operator: string, key: string, value: string | string[]) => ({
  Condition: { [operator]: { [key]: value } },
});

const principals: Case[] = [
  ['"*"', true, {}],
  ['{"AWS":"*"}', true, { Principal: { AWS: '*' } }],
  ['{"AWS":["*"]}', true, { Principal: { AWS: ['*'] } }],
  ['a role beside "*"', true, { Principal: { AWS: [role, '*'] } }],
  ['a federated provider', true, { Principal: { Federated: 'graph.facebook.com' } }],
  ['everyone but one role', true, { Principal: undefined, NotPrincipal: { AWS: role } }],
  ['everyone, but denied', false, { Effect: 'Deny' }],
  ['a role', false, { Principal: { AWS: role } }],
  ['an account id', false, { Principal: { AWS: account } }],
  ['a canonical user', false, { Principal: { CanonicalUser: 'a'.repeat(64) } }],
  ['a service', false, { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
  [
    'a role, whatever the condition',
    false,
    { Principal: { AWS: role }, ...when('Bool', 'aws:SecureTransport', 'true') },
  ],
];

const conditions: Case[] = [
  ['a fixed endpoint', false, when('StringEquals', 'aws:SourceVpce', 'vpce-1a2b3c4d')],
  ['a fixed VPC in another case', false, when('StringEquals', 'AWS:sourcevpc', 'vpc-91237329')],
  ['two fixed VPCs', false, when('StringLike', 'aws:SourceVpc', ['vpc-1', 'vpc-2'])],
  ['a fixed and a wild VPC', true, when('StringLike', 'aws:SourceVpc', ['vpc-1', 'vpc-*'])],
  ['a wild VPC', true, when('StringLike', 'aws:SourceVpc', 'vpc-*')],
  ['a VPC with IfExists', true, when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1')],
  ['every VPC but one', true, when('StringNotEquals', 'aws:SourceVpc', 'vpc-1')],
  [
    'all values in a set, which the empty set passes',
    true,
    when('ForAllValues:StringEquals', 'aws:SourceVpc', 'vpc-1'),
  ],
  ['any value in a set', false, when('ForAnyValue:StringEquals', 'aws:PrincipalOrgID', 'o-12345')],
  ['that a VPC is there', true, when('Null', 'aws:SourceVpc', 'false')],
  ['no value at all', true, when('StringEquals', 'aws:SourceVpc', [])],
  ['a policy variable', true, when('StringEquals', 'aws:SourceAccount', '${aws:PrincipalAccount}')],
  ['a fixed organisation', false, when('StringEquals', 'aws:PrincipalOrgID', 'o-12345')],
  ['a fixed source account', false, when('StringEquals', 'aws:SourceAccount', account)],
  ['a fixed source ARN', false, when('ArnEquals', 'aws:SourceArn', `arn:aws:sns:eu-west-1:${account}:topic`)],
  ['a wild source ARN', true, when('ArnLike', 'aws:SourceArn', `arn:aws:sns:*:*:topic`)],
  ['a session of any role', true, when('StringLike', 'aws:userid', 'AROAEXAMPLEID:*')],
  ['a fixed user id', false, when('StringEquals', 'aws:userid', 'AIDAEXAMPLEID')],
  ['a fixed key', false, when('StringEquals', 's3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:k')],
  [
    'any access point of a fixed account',
    false,
    when('StringLike', 's3:DataAccessPointArn', `arn:aws:s3:eu-west-1:${account}:accesspoint/*`),
  ],
  [
    'any access point of any account',
    true,
    when('StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:eu-west-1:*:accesspoint/*'),
  ],
  ['TLS only', true, when('Bool', 'aws:SecureTransport', 'true')],
  ['a referer', true, when('StringLike', 'aws:Referer', 'https://example.com/')],
];

const addresses: Case[] = [
  ['one address', false, when('IpAddress', 'aws:SourceIp', '203.0.113.7')],
  ['a narrow range', false, when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::/32'])],
  ['an IPv4 /8', false, when('IpAddress', 'aws:SourceIp', '11.0.0.0/8')],
  ['an IPv4 /7', true, when('IpAddress', 'aws:SourceIp', '10.0.0.0/7')],
  ['an IPv6 /31', true, when('IpAddress', 'aws:SourceIp', '2001:db8::/31')],
  ['half the internet', true, when('IpAddress', 'aws:SourceIp', '0.0.0.0/1')],
  ['a narrow and a wide range', true, when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/0'])],
  ['every address but one', true, when('NotIpAddress', 'aws:SourceIp', '203.0.113.7/32')],
  ['an address as a string', true, when('StringEquals', 'aws:SourceIp', '203.0.113.7')],
  ['no address', true, when('IpAddress', 'aws:SourceIp', '203.0.113.*')],
];

describe('local S3: GetBucketPolicyStatus', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
    Bucket = await createOpenBucket(client);
  });

  after(() => local.close());

  const statement = (changes: object) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    ...changes,
  });

  async function isPublic(...statements: object[]): Promise<boolean | undefined> {
    await client.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
    );
    return (await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
  }

  for (const [group, cases] of Object.entries({ principal: principals, condition: conditions, address: addresses })) {
    for (const [what, expected, changes] of cases) {
      it(`calls ${expected ? 'public' : 'not public'} by ${group}: ${what}`, async () => {
        assert.equal(await isPublic(statement(changes)), expected);
      });
    }
  }

  it('calls a policy public for one statement among others', async () => {
    const closed = statement({ Principal: { AWS: role } });

    assert.isFalse(await isPublic(closed, closed));
    assert.isTrue(await isPublic(closed, statement({}), closed));
  });
});
