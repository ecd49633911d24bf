import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as sinon from 'sinon';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import type { ChangeSources } from '../../resources/reader.ts';
import { ofRecordedGroups } from '../../sweep/recorded-groups.ts';
import { change } from '../support/recorded-changes.ts';

const Bucket = 'configmend-ledger-changes';
const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };

describe('the changes that a sweep asks for', () => {
  let account: LocalAccount;
  let s3: S3Client;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    s3 = new S3Client(account.clientConfig());
    const LocationConstraint = 'eu-west-1';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    for (const Key of ['eu-west-1/sg-1/a.json', 'eu-west-1/sg-1/b.json', 'us-east-1/sg-2/c.json']) {
      await s3.send(new PutObjectCommand({ Bucket, Key: `changes/${where.accountId}/${Key}`, Body: '{}' }));
    }
  });
  after(() => account?.stop());

  function sources(bucket = Bucket) {
    const changesOf = sinon.spy((_where: unknown, _id: string): Promise<readonly RecordedChange[]> =>
      Promise.resolve([change()]),
    );
    const given: ChangeSources = { changesOf, approvalsOf: () => Promise.resolve({ kind: 'none' }) };
    return { changesOf, asked: ofRecordedGroups(given, s3, bucket) };
  }

  it('are those of groups of the region that anything is recorded of, listed once', async () => {
    const { changesOf, asked } = sources();
    const before = account.calls.count({ operation: 'ListObjectsV2' });

    const found = await Promise.all(['sg-1', 'sg-2', 'sg-3'].map((id) => asked.changesOf(where, id)));

    assert.deepEqual(
      found.map(({ length }) => length),
      [1, 0, 0],
    );
    sinon.assert.calledOnceWithExactly(changesOf, where, 'sg-1');
    const listings = account.calls.count({ operation: 'ListObjectsV2' }) - before;
    assert.equal(listings, 1);
  });

  it('are those of every group where that cannot be listed', async () => {
    const { changesOf, asked } = sources('no-such-bucket-of-ours');

    await asked.changesOf(where, 'sg-3');

    sinon.assert.calledOnceWithExactly(changesOf, where, 'sg-3');
  });

  it('leave approvals as they are', async () => {
    assert.deepEqual(await sources().asked.approvalsOf('sg-1'), { kind: 'none' });
  });
});
