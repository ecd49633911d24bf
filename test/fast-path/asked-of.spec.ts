import { assert } from 'chai';
import { askedOf } from '../../fast-path/asked-of.ts';
import { apiCallEvent, identities, s3CallEvent, sessionOf } from '../support/api-calls.ts';

const ours = 'arn:aws:iam::123456789012:role/configmend-eu-west-1-remediator-security-group';
const owns = new Set([ours]);
const isIgnored = (userIdentity: unknown): boolean => 'ignored' in askedOf(apiCallEvent({ userIdentity }), owns);

describe('askedOf', () => {
  it('has a call with the resource that it was about', () => {
    const asked = askedOf(apiCallEvent(), owns);

    if ('ignored' in asked) assert.fail(asked.ignored);
    assert.equal(asked.call.eventName, 'AuthorizeSecurityGroupIngress');
    assert.deepEqual(asked.concerned, { type: 'AWS::EC2::SecurityGroup', id: 'sg-0a1b2c3d4e5f60718' });
    assert.deepEqual(asked.place, { accountId: '123456789012', region: 'eu-west-1' });
  });

  it('has a bucket of another account where its owner is', () => {
    const resources = [{ accountId: '210987654321', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];

    const asked = askedOf(s3CallEvent('PutBucketPolicy', { bucketName: 'photos' }, { resources }), owns);

    if ('ignored' in asked) assert.fail(asked.ignored);
    assert.equal(asked.call.accountId, '123456789012');
    assert.deepEqual(asked.place, { accountId: '210987654321', region: 'eu-west-1' });
  });

  it('passes over what our remediators change, whatever their session is called', () => {
    assert.deepEqual(askedOf(apiCallEvent({ userIdentity: sessionOf(ours, 'anything') }), owns), {
      ignored: 'the call is a mend of ours',
    });
  });

  const claims: readonly [string, unknown, object?][] = [
    ['calls its session as our function does', sessionOf('arn:aws:iam::123456789012:role/Admin', ours.split('/')[1])],
    ['has a role of our name under a path', sessionOf(ours.replace('role/', 'role/mine/'))],
    ['has a role of our name in another account', sessionOf(ours.replace('123456789012', '210987654321'))],
    ['has a role whose name begins with ours', sessionOf(`${ours}-2`)],
    ['has a role of our name in other letters', sessionOf(ours.toUpperCase())],
    ['is a user who is called by our ARN', { ...identities.user, arn: ours, userName: ours }],
    [
      'has a session that a user of our ARN issued',
      { ...identities.federated, sessionContext: { sessionIssuer: { type: 'IAMUser', arn: ours } } },
    ],
    ['says in its user agent that it is us', identities.user, { userAgent: ours }],
    ['says so in its parameters', identities.user, { requestParameters: { groupId: 'sg-0a1b2c3d', role: ours } }],
  ];
  for (const [who, userIdentity, detail = {}] of claims) {
    it(`takes nobody for us who ${who}`, () => {
      assert.notProperty(askedOf(apiCallEvent({ ...detail, userIdentity }), owns), 'ignored');
    });
  }

  it('passes over nobody’s calls but ours, of all kinds of callers', () => {
    for (const identity of Object.values(identities)) assert.isFalse(isIgnored(identity), identity.type);
  });

  it('passes over calls that failed', () => {
    assert.deepEqual(askedOf(apiCallEvent({ errorCode: 'Client.UnauthorizedOperation' }), owns), {
      ignored: 'the call failed',
    });
  });
});
