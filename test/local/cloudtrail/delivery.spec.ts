import {
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import * as s3 from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { LocalClock } from '../../../local/clock.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  anyCall,
  type HeardEvent,
  onlyRecord,
  sessionKey,
  startTrail,
  succeeded,
  type Trail,
} from '../support/trail.ts';

const accountId = '123456789012';
const stranger = '210987654321';
const Bucket = 'acme-logs';

/** What every published record of such a call has (CloudTrail User Guide, "CloudTrail record contents"), but tlsDetails. */
const fields =
  'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent requestParameters responseElements requestID eventID readOnly eventType managementEvent recipientAccountId eventCategory'.split(
    ' ',
  );

const signedForEc2 = {
  authorization: 'AWS4-HMAC-SHA256 Credential=123456789012/20261120/eu-west-1/ec2/aws4_request',
};

describe("The account's trail", () => {
  let trail: Trail;
  afterEach(() => trail.account.stop());

  const createGroup = (GroupName = 'web') =>
    trail.ec2().send(new CreateSecurityGroupCommand({ GroupName, Description: 'Web servers' }));
  const createBucket = async (region = 'eu-west-1') => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await trail.s3({ region }).send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    await trail.account.settled();
  };
  const names = (events: readonly HeardEvent[]): string[] => events.map(({ detail }) => detail.eventName);

  it('puts a record on the bus in an envelope of EventBridge', async () => {
    trail = await startTrail();
    const heard = await trail.listen(anyCall);
    const { $metadata } = await createGroup();

    const [event, ...more] = await heard();

    assert.deepEqual(more, []);
    assert.isDefined(event);
    const { id, detail, ...envelope } = event;
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.notEqual(detail.eventID, id);
    assert.deepEqual(envelope, {
      version: '0',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.ec2',
      account: accountId,
      time: '2026-11-20T10:00:00Z',
      region: 'eu-west-1',
      resources: [],
    });
    assert.hasAllKeys(detail, fields);
    assert.include(detail, {
      eventTime: '2026-11-20T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '127.0.0.1',
      requestID: $metadata.requestId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
    });
    assert.match(String(detail['userAgent']), /^aws-sdk-js\//);
  });

  it('lets a pattern leave failed calls out', async () => {
    trail = await startTrail();
    const heard = await trail.listen(succeeded);
    await createGroup();
    await refusalOf(createGroup());
    await refusalOf(trail.ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId: 'sg-00000000' })));

    assert.deepEqual(names(await heard()), ['CreateSecurityGroup']);
  });

  it('tells of no call that reads, that is about objects, or that the local account lacks', async () => {
    trail = await startTrail();
    await createBucket();
    const heard = await trail.listen(anyCall);
    await trail.ec2().send(new DescribeSecurityGroupsCommand({}));
    await fetch(trail.account.endpoint, { method: 'POST', headers: signedForEc2, body: 'Action=toString' });
    await trail.s3().send(new s3.GetBucketAclCommand({ Bucket }));
    await trail.s3().send(new s3.PutObjectCommand({ Bucket, Key: 'key', Body: 'x' }));
    await trail.s3().send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'key' }] } }));
    const configuration = { CORSConfiguration: { CORSRules: [] } };
    await refusalOf(trail.s3().send(new s3.PutBucketCorsCommand({ Bucket, ...configuration })));
    await refusalOf(trail.s3().send(new s3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true })));

    assert.deepEqual(await heard(), []);
  });

  it('is late by as much as it was told, and waited for', async () => {
    trail = await startTrail({ delivery: { cloudTrailMs: 5000, eventMs: 0 } });
    const heard = await trail.listen(anyCall);
    const begun = trail.account.clock.now();
    await createGroup();

    const [event] = await heard();

    assert.equal(trail.account.clock.now() - begun, 5000);
    assert.equal(event?.['time'], '2026-11-20T10:00:00Z');
  });

  it('settles under a running clock too', async () => {
    trail = await startTrail({ clock: new LocalClock() });
    const heard = await trail.listen(anyCall);
    await createGroup();

    assert.deepEqual(names(await heard()), ['CreateSecurityGroup']);
  });

  it('delivers twice what it is told to, as another event of the same record', async () => {
    trail = await startTrail();
    const heard = await trail.listen(anyCall);
    trail.account.trail.deliverTwice(1);
    await createGroup();

    const [first, second, ...more] = await heard();
    await createGroup('other');

    assert.deepEqual(more, []);
    assert.deepEqual(second?.detail, first?.detail);
    assert.notEqual(second?.id, first?.id);
    assert.lengthOf(await heard(), 1);
  });

  it('delivers twice until that is taken back', async () => {
    trail = await startTrail();
    const heard = await trail.listen(anyCall);
    const restore = trail.account.trail.deliverTwice();
    await createGroup('one');
    await createGroup('two');
    assert.lengthOf(await heard(), 4);

    restore();
    await createGroup('three');

    assert.lengthOf(await heard(), 1);
  });

  it('is silent while it does not log', async () => {
    trail = await startTrail({ trail: false });
    const heard = await trail.listen(anyCall);
    await createGroup('one');
    assert.deepEqual(await heard(), []);

    trail.account.trail.logging = true;
    await createGroup('two');

    assert.lengthOf(await heard(), 1);
  });

  it('tells of a call whose answer was lost, and of none that never arrived', async () => {
    trail = await startTrail();
    const heard = await trail.listen(anyCall);
    trail.account.faults.inject({
      operation: 'CreateSecurityGroup',
      times: 1,
      fault: { kind: 'lose', when: 'before' },
    });
    await refusalOf(createGroup());
    assert.deepEqual(await heard(), []);

    trail.account.faults.inject({ operation: 'CreateSecurityGroup', times: 1, fault: { kind: 'lose', when: 'after' } });
    await refusalOf(createGroup());

    const record = await onlyRecord(heard);
    assert.notProperty(record, 'errorCode');
    assert.nestedPropertyVal(record, 'responseElements._return', true);
  });

  it('says Server where the fault was not the caller’s', async () => {
    trail = await startTrail();
    const heard = await trail.listen(anyCall);
    const fault = { kind: 'error', code: 'Unavailable', status: 503 } as const;
    trail.account.faults.inject({ operation: 'CreateSecurityGroup', times: 1, fault });
    await refusalOf(createGroup());

    assert.include(await onlyRecord(heard), { errorCode: 'Server.Unavailable', responseElements: null });
  });

  it('tells of what a role was denied, in the words of each service', async () => {
    trail = await startTrail();
    await createBucket();
    const heard = await trail.listen(anyCall);
    const roleArn = `arn:aws:iam::${accountId}:role/reader`;
    trail.account.enforce(new Map([['reader', [{ Version: '2012-10-17', Statement: [] }]]]));
    const who = { accessKeyId: sessionKey(trail.account, roleArn, 'eve') };
    const group = { GroupName: 'web', Description: 'Web servers' };
    const denied = await refusalOf(trail.ec2(who).send(new CreateSecurityGroupCommand(group)));
    await refusalOf(trail.s3(who).send(new s3.DeleteBucketPolicyCommand({ Bucket })));

    const [ec2, bucket] = (await heard()).map(({ detail }) => detail);

    assert.include(ec2, { errorCode: 'Client.UnauthorizedOperation', errorMessage: denied.message });
    assert.nestedPropertyVal(ec2, 'requestParameters.groupName', 'web');
    assert.include(bucket, { errorCode: 'AccessDenied', responseElements: null });
    assert.nestedPropertyVal(bucket, 'requestParameters.bucketName', Bucket);
  });

  describe('over regions and accounts', () => {
    it("records a bucket's call in the bucket's region, and the account's block in the endpoint's", async () => {
      trail = await startTrail();
      const heard = await trail.listen(anyCall);
      const inVirginia = await trail.listen(anyCall, { region: 'us-east-1' });
      await createBucket('us-east-1');
      await refusalOf(trail.s3({ region: 'us-east-1' }).send(new s3.DeleteBucketPolicyCommand({ Bucket })));
      const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
      const block = { AccountId: accountId, PublicAccessBlockConfiguration };
      await trail.s3Control({ region: 'us-east-1' }).send(new PutPublicAccessBlockCommand(block));

      const events = await heard();

      assert.deepEqual(names(events), ['CreateBucket', 'DeleteBucketPolicy']);
      assert.deepEqual(
        events.map(({ detail }) => [detail['awsRegion'], detail['errorCode']]),
        [
          ['eu-west-1', undefined],
          ['eu-west-1', 'PermanentRedirect'],
        ],
      );
      assert.deepEqual(names(await inVirginia()), ['PutAccountPublicAccessBlock']);
    });

    it("tells the bucket's owner of another account's call, by account and id alone", async () => {
      trail = await startTrail();
      await createBucket();
      const heard = await trail.listen(anyCall);
      const inOther = await trail.listen(anyCall, { accountId: stranger });
      await refusalOf(trail.s3({ accountId: stranger }).send(new s3.DeleteBucketPolicyCommand({ Bucket })));

      const [mine, theirs] = [await onlyRecord(heard), await onlyRecord(inOther)];

      assert.include(mine, { recipientAccountId: accountId, errorCode: 'AccessDenied' });
      assert.include(theirs, { recipientAccountId: stranger, errorCode: 'AccessDenied' });
      assert.hasAllKeys(mine['userIdentity'], ['type', 'principalId', 'accountId']);
      assert.nestedInclude(mine, { 'userIdentity.type': 'AWSAccount', 'userIdentity.accountId': stranger });
      assert.nestedInclude(theirs, { 'userIdentity.type': 'IAMUser', 'userIdentity.accountId': stranger });
      assert.notEqual(mine.eventID, theirs.eventID);
      assert.isString(mine['sharedEventID']);
      assert.equal(mine['sharedEventID'], theirs['sharedEventID']);
    });

    it('does not tell the owner of a name who else asked for it', async () => {
      trail = await startTrail();
      await createBucket();
      const heard = await trail.listen(anyCall);
      const inOther = await trail.listen(anyCall, { accountId: stranger });
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      const taken = new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration });
      await refusalOf(trail.s3({ accountId: stranger }).send(taken));

      assert.include(await onlyRecord(inOther), { errorCode: 'BucketAlreadyExists', recipientAccountId: stranger });
      assert.deepEqual(await heard(), []);
    });
  });
});
