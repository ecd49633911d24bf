import { assert } from 'chai';
import { type ApiCall, parseApiCall } from '../../fast-path/api-call.ts';
import { assertFails } from '../support/assert-fails.ts';
import { apiCallEvent, type Fields, identities, s3CallEvent } from '../support/api-calls.ts';

function parsed(event: Fields): ApiCall {
  const call = parseApiCall(event);
  if ('ignored' in call) assert.fail(`ignored: ${call.ignored}`);
  return call;
}

describe('parseApiCall', () => {
  it('says what was called, by whom, from where, when and on what', () => {
    const call = parsed(apiCallEvent());

    assert.deepEqual(call, {
      eventId: 'e1e2e3e4-1111-2222-3333-444455556666',
      eventName: 'AuthorizeSecurityGroupIngress',
      eventSource: 'ec2.amazonaws.com',
      at: '2026-11-20T10:00:00Z',
      accountId: '123456789012',
      region: 'eu-west-1',
      actor: { type: 'IAMUser', arn: identities.user.arn, accountId: '123456789012' },
      sourceAddress: '198.51.100.7',
      requestParameters: { groupId: 'sg-0a1b2c3d4e5f60718', ipPermissions: {} },
      responseElements: { requestId: 'r', _return: true },
    });
  });

  const account = { accountId: '123456789012' };
  const actors: readonly [string, unknown, ApiCall['actor']][] = [
    ['a user with a key', identities.user, { type: 'IAMUser', arn: identities.user.arn, ...account }],
    [
      'a user in the console, whose session nobody issued',
      identities.consoleUser,
      { type: 'IAMUser', arn: identities.consoleUser.arn, ...account },
    ],
    ['the root user', identities.root, { type: 'Root', arn: identities.root.arn, ...account }],
    [
      'a session of a role, whose ARN has the path that the session’s has not',
      identities.role,
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::123456789012:assumed-role/Admin/sam',
        roleArn: 'arn:aws:iam::123456789012:role/teams/Admin',
        ...account,
      },
    ],
    [
      'a role through a service',
      identities.throughService,
      {
        type: 'AssumedRole',
        arn: identities.throughService.arn,
        roleArn: 'arn:aws:iam::123456789012:role/Deploy',
        invokedBy: 'cloudformation.amazonaws.com',
        ...account,
      },
    ],
    ['a service', identities.service, { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }],
    [
      'a federated user, whose session a user issued and no role',
      identities.federated,
      { type: 'FederatedUser', arn: identities.federated.arn, ...account },
    ],
    ['nobody that the record names', undefined, { type: 'Unknown' }],
    ['nobody, in so many words', null, { type: 'Unknown' }],
  ];
  for (const [who, userIdentity, actor] of actors) {
    it(`knows ${who}`, () => {
      assert.deepEqual(parsed(apiCallEvent({ userIdentity })).actor, actor);
    });
  }

  it('takes the host name of a service for the address', () => {
    const sourceIPAddress = 'cloudformation.amazonaws.com';

    assert.equal(parsed(apiCallEvent({ sourceIPAddress })).sourceAddress, sourceIPAddress);
  });

  it('takes the account whose log it is from, and not the caller’s', () => {
    const userIdentity = { ...identities.role, accountId: '210987654321' };
    const call = parsed(apiCallEvent({ userIdentity }));

    assert.equal(call.accountId, '123456789012');
    assert.equal(call.actor.accountId, '210987654321');
  });

  it('takes the event’s account in records of old, which name none', () => {
    const call = parsed(apiCallEvent({ recipientAccountId: undefined }, { account: '111122223333' }));

    assert.equal(call.accountId, '111122223333');
  });

  it('takes the record’s account where the event has none', () => {
    assert.equal(parsed(apiCallEvent({}, { account: undefined })).accountId, '123456789012');
  });

  it('says whose bucket it is, where the record does', () => {
    const resources = [{ accountId: '210987654321', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];

    assert.equal(
      parsed(s3CallEvent('PutBucketAcl', { bucketName: 'photos' }, { resources })).ownerAccountId,
      '210987654321',
    );
    assert.notProperty(parsed(s3CallEvent('PutBucketAcl', { bucketName: 'photos' })), 'ownerAccountId');
  });

  for (const [what, value] of [
    ['null', null],
    ['absent', undefined],
    ['left out for their size', 'omitted'],
  ] as const) {
    it(`takes parameters that are ${what} for none`, () => {
      const call = parsed(apiCallEvent({ requestParameters: value, responseElements: value }));

      assert.deepEqual([call.requestParameters, call.responseElements], [{}, {}]);
    });
  }

  for (const [what, detail] of [
    ['a code of EC2', { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'You may not.' }],
    ['a code of S3', { errorCode: 'AccessDenied' }],
    ['a dry run’s', { errorCode: 'Client.DryRunOperation', errorMessage: 'Request would have succeeded.' }],
    ['a message alone', { errorMessage: 'It did not work.' }],
  ] as const) {
    it(`passes over a call that failed, with ${what}`, () => {
      assert.deepEqual(parseApiCall(apiCallEvent({ ...detail, responseElements: null })), {
        ignored: 'the call failed',
      });
    });
  }

  for (const [what, event, text] of [
    ['what is no event', 'text', 'the message'],
    [
      'an event of another kind',
      apiCallEvent({}, { 'detail-type': 'AWS Service Event via CloudTrail' }),
      'detail-type',
    ],
    ['an event without its detail', { 'detail-type': 'AWS API Call via CloudTrail' }, 'detail is missing'],
    ['a record without an id', apiCallEvent({ eventID: undefined }), 'detail.eventID is missing'],
    ['an id that could name another object', apiCallEvent({ eventID: '../../actions/x' }), 'detail.eventID'],
    ['a time that is none', apiCallEvent({ eventTime: 'now' }), 'detail.eventTime'],
    ['a region that is none', apiCallEvent({ awsRegion: '..' }), 'detail.awsRegion'],
    ['an account that is none', apiCallEvent({ recipientAccountId: 'mine' }), 'detail.recipientAccountId'],
    ['a record of no account', apiCallEvent({ recipientAccountId: null }, { account: 5 }), 'recipientAccountId'],
    [
      'a record of another account than the one that tells of it',
      apiCallEvent({}, { account: '111122223333' }),
      'account and detail.recipientAccountId are not the same account',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assertFails(() => parseApiCall(event), 'EVENT_UNREADABLE', text);
    });
  }
});
