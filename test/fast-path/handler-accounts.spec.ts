import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ReaderSessions } from '../../accounts/reader-session.ts';
import { Failure } from '../../contract/failure.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { apiCallEvent, type Fields, s3CallEvent, sessionOf } from '../support/api-calls.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { fastPathHandler, type FastPathWorld, instructionsOf } from '../support/fast-path-handler.ts';
import { groupId } from '../support/security-groups.ts';

const member = memberAccount();
const stranger = '999988887777';
const options = {};

/** A call in an account's log, as its EventBridge forwards it. */
const callIn = (account: string, detail: Fields = {}) =>
  apiCallEvent({ recipientAccountId: account, ...detail }, { account });

function hub(given: FastPathWorld = {}) {
  const sessions = sinon.spy<ReaderSessions>(given.sessions ?? (() => Promise.resolve(options)));
  return { sessions, ...fastPathHandler({ accounts: accountsOf(member), ...given, sessions }) };
}

describe('the Lambda of the fast path, for other accounts', () => {
  let print: sinon.SinonStub;
  beforeEach(() => {
    print = sinon.stub(console, 'log');
  });
  afterEach(() => {
    print.restore();
  });
  const logged = (): string => print.args.map(([line]) => String(line)).join('\n');

  it('judges a member’s resource with the session of its reader role, in its region', async () => {
    const { handle, sent, sessions, liveReader, configIn } = hub();

    await handle(callIn(member.id, { awsRegion: 'us-east-1' }));

    sinon.assert.calledOnceWithExactly(sessions, accountsOf(member), member.id);
    const where = { accountId: member.id, region: 'us-east-1', partition: 'aws' };
    sinon.assert.calledOnceWithExactly(liveReader, 'AWS::EC2::SecurityGroup', where, options, undefined);
    sinon.assert.calledOnceWithExactly(configIn, 'us-east-1', options);
    assert.deepEqual(
      instructionsOf(sent).map(({ resource }) => [resource.accountId, resource.region, resource.id]),
      [[member.id, 'us-east-1', groupId]],
    );
  });

  it('needs no session for the hub’s own, and has one for another region of the hub’s account', async () => {
    const home: Accounts = accountsOf();
    const [own] = home.accounts;
    if (own === undefined) assert.fail('no account');
    const accounts = { ...home, accounts: [{ ...own, regions: ['eu-west-1', 'us-east-1'] }] };
    const { handle, sessions, liveReader } = hub({ accounts });

    await handle(apiCallEvent());
    sinon.assert.notCalled(sessions);
    await handle(apiCallEvent({ awsRegion: 'us-east-1' }));

    sinon.assert.calledOnceWithExactly(sessions, accounts, '123456789012');
    assert.deepEqual(
      liveReader.args.map(([, { region }, given]) => [region, given]),
      [
        ['eu-west-1', undefined],
        ['us-east-1', options],
      ],
    );
  });

  it('asks a member’s AWS Config whether the violation is new, with the same session', async () => {
    const environment = { GRACE_PERIODS: '{"security-group-restricted-ports":"1h"}' };
    const config = { GetComplianceDetailsByResource: {} };
    const { handle, sent, configIn } = hub({ environment, config });

    await handle(callIn(member.id));

    sinon.assert.calledOnceWithExactly(configIn, 'eu-west-1', options);
    assert.isTrue(instructionsOf(sent)[0]?.begins);
  });

  it('queues nothing of a member that is only observed, wakes nobody, and leaves behind who called', async () => {
    const { handle, sent, woken, read, bucket } = hub({ accounts: accountsOf(memberAccount({ mode: 'observe' })) });

    await handle(callIn(member.id));

    sinon.assert.calledOnce(read);
    assert.deepEqual([...sent, ...woken], []);
    assert.exists(bucket.get(`sightings/${member.id}/eu-west-1/AWS::EC2::SecurityGroup/${groupId}.json`));
  });

  for (const [what, event, reason] of [
    ['of an account that is no member', callIn(stranger), 'account 999988887777 is not one of member_accounts'],
    ['of a region that is not the member’s', callIn(member.id, { awsRegion: 'af-south-1' }), 'region af-south-1'],
    [
      'about a stranger’s bucket',
      s3CallEvent('PutBucketAcl', { bucketName: 'photos' }, { resources: [{ accountId: stranger }] }),
      'the bucket is of another account',
    ],
    [
      'of our own role in the member',
      callIn(member.id, { userIdentity: sessionOf(`arn:aws:iam::${member.id}:role/configmend-mender-security-group`) }),
      'the call is a mend of ours',
    ],
  ] as const) {
    it(`reads and queues nothing for a call ${what}, and says why`, async () => {
      const { handle, sent, sessions, liveReader } = hub();

      await handle(event);

      for (const spy of [sessions, liveReader]) sinon.assert.notCalled(spy);
      assert.deepEqual(sent, []);
      assert.include(logged(), reason);
    });
  }

  for (const [what, roleArn] of [
    [
      'a mender’s name in an account that is no member',
      `arn:aws:iam::${stranger}:role/configmend-mender-security-group`,
    ],
    ['a mender’s name under a path', `arn:aws:iam::${member.id}:role/mine/configmend-mender-security-group`],
    ['the reader’s name', `arn:aws:iam::${member.id}:role/configmend-reader`],
  ] as const) {
    it(`takes a role of ${what} for nobody of ours`, async () => {
      const { handle, sent } = hub();

      await handle(callIn(member.id, { userIdentity: sessionOf(roleArn) }));

      assert.lengthOf(instructionsOf(sent), 1);
    });
  }

  it('judges a bucket where its owner is, when another account’s log tells of it', async () => {
    const environment = { RULE_PARAMETERS: '{"s3-bucket-versioning":{}}' };
    const resources = [{ accountId: member.id, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];
    const { handle, sessions, liveReader } = hub({ environment, open: false });

    await handle(s3CallEvent('PutBucketVersioning', { bucketName: 'photos' }, { resources }));

    sinon.assert.calledOnceWithExactly(sessions, accountsOf(member), member.id);
    sinon.assert.calledOnceWithMatch(liveReader, 'AWS::S3::Bucket', { accountId: member.id }, options);
  });

  it('fails for a member whose role is missing, and for no other', async () => {
    const sessions: ReaderSessions = () => Promise.reject(new Failure('ROLE_NOT_ASSUMED', 'no such role'));
    const { handle, sent } = hub({ sessions });

    await assertRejects(handle(callIn(member.id)), 'ROLE_NOT_ASSUMED');
    await handle(apiCallEvent());

    assert.lengthOf(instructionsOf(sent), 1);
  });

  it('judges nothing where it is not known who is a member, not even at home', async () => {
    const { handle, read, sent } = hub({ accounts: awsError('AccessDenied', { status: 403 }) });

    await assertRejects(handle(apiCallEvent()), 'ACCOUNTS_UNREADABLE');

    sinon.assert.notCalled(read);
    assert.deepEqual(sent, []);
  });
});
