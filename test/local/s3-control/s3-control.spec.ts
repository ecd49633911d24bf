import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  ListAccessPointsCommand,
  NoSuchPublicAccessBlockConfiguration,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { account, assertFails, failureOf, home, type LocalS3, otherAccount, startS3 } from '../support/s3.ts';

const type = 'AWS::S3::AccountPublicAccessBlock';
const here = { accountId: account, region: home };

describe('local S3 Control: the account block', () => {
  let local: LocalS3;
  let client: S3ControlClient;

  beforeEach(async () => {
    local = await startS3();
    client = local.control();
  });

  afterEach(() => local.close());

  const get = (AccountId = account) => client.send(new GetPublicAccessBlockCommand({ AccountId }));
  const remove = (AccountId = account) => client.send(new DeletePublicAccessBlockCommand({ AccountId }));
  const put = (settings: PublicAccessBlockConfiguration, AccountId = account) =>
    client.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: settings }));

  it('is not there until it is put', async () => {
    const error = await failureOf(get());

    assert.instanceOf(error, NoSuchPublicAccessBlockConfiguration);
    assert.equal(error.$metadata.httpStatusCode, 404);
    assert.deepEqual(local.s3Control.resourceIds(type, here), []);
    assert.isUndefined(local.s3Control.recordedState(type, account, here));
  });

  it('replaces all four settings: one left out becomes false', async () => {
    await put({ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true });
    await put({ BlockPublicPolicy: true });

    assert.deepEqual((await get()).PublicAccessBlockConfiguration, {
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    });
  });

  it('holds in every region', async () => {
    await put({ BlockPublicAcls: true });

    const far = await local
      .control({ region: 'us-east-1' })
      .send(new GetPublicAccessBlockCommand({ AccountId: account }));
    assert.isTrue(far.PublicAccessBlockConfiguration?.BlockPublicAcls);
  });

  it('is deleted, and deleting nothing is no error', async () => {
    await put({ BlockPublicAcls: true });

    await remove();
    await remove();

    await assertFails(get(), 'NoSuchPublicAccessBlockConfiguration 404');
    assert.lengthOf(local.changes, 2, 'nothing changed the second time');
  });

  it('is the callers own account only', async () => {
    await assertFails(get(otherAccount), 'AccessDenied 403');
    await assertFails(put({}, otherAccount), 'AccessDenied 403');
    await assertFails(remove(otherAccount), 'AccessDenied 403');
    assert.isEmpty(local.changes);
  });

  it('names the operations it lacks', async () => {
    await assertFails(
      client.send(new ListAccessPointsCommand({ AccountId: account })),
      'NotImplemented 501',
      /s3-control:GET \/v20180820\/accesspoint/,
    );
  });

  it('is named in the call log as the SDK names it', async () => {
    await put({});
    await get();
    await remove();

    assert.deepEqual(
      local.calls.calls.map(({ service, operation }) => `${service}:${operation}`),
      ['PutPublicAccessBlock', 'GetPublicAccessBlock', 'DeletePublicAccessBlock'].map((name) => `s3-control:${name}`),
    );
  });

  it('refuses a call without account id, wrapping its errors one level deeper than S3', async () => {
    const answer = await fetch(`${local.endpoint}/v20180820/configuration/publicAccessBlock`, {
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261120/eu-west-1/s3/aws4_request` },
    });

    assert.equal(answer.status, 400);
    assert.match(
      await answer.text(),
      /<ErrorResponse><Error><Code>InvalidRequest<\/Code><Message>.*x-amz-account-id<\/Message><\/Error><RequestId>[0-9a-f]{32}<\/RequestId><\/ErrorResponse>$/,
    );
  });

  it('is recorded in stream form, without name and ARN', async () => {
    await put({ IgnorePublicAcls: true });

    assert.deepEqual(local.s3Control.recordedState(type, account, here), {
      resourceName: null,
      arn: null,
      availabilityZone: 'Not Applicable',
      resourceCreationTime: null,
      tags: {},
      configuration: {
        blockPublicAcls: false,
        ignorePublicAcls: true,
        blockPublicPolicy: false,
        restrictPublicBuckets: false,
      },
      supplementaryConfiguration: {},
      relationships: [],
    });
    assert.deepEqual(local.s3Control.resourceIds(type, here), [account]);
    assert.deepEqual(local.s3Control.resourceIds(type, { ...here, accountId: otherAccount }), []);
    assert.deepEqual(local.s3Control.resourceIds('AWS::S3::Bucket', here), []);
    assert.isUndefined(local.s3Control.recordedState(type, otherAccount, here));
  });

  it('tells AWS Config of a change in the callers region and in every region that records the account', async () => {
    local.s3Control.resourceIds(type, { accountId: account, region: 'us-east-1' });

    await put({ BlockPublicAcls: true });

    assert.sameDeepMembers(
      local.changes,
      ['us-east-1', home].map((region) => ({ accountId: account, region, resourceType: type, resourceId: account })),
    );
    await remove();
    assert.lengthOf(local.changes, 4);
  });
});
