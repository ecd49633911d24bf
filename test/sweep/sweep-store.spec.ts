import { assert } from 'chai';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type SweepPart, sweepPartKey, type SweepPlan } from '../../contract/sweep-report.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createSweepStore, type SweepStore } from '../../sweep/sweep-store.ts';
import { answering, awsError } from '../support/aws.ts';
import { assertRejects } from '../support/assert-rejects.ts';

const Bucket = 'configmend-ledger-store';
const place = { accountId: '111122223333', name: 'shop', region: 'eu-west-1' };
const part: SweepPart = {
  version: 1,
  sweepId: '20261121T030000Z-0a1b2c3d',
  part: 0,
  place,
  mode: 'auto',
  startedAt: '2026-11-21T03:00:00.000Z',
  started: '2026-11-21T03:00:01.000Z',
  ended: '2026-11-21T03:00:02.000Z',
  complete: true,
  counts: {},
  findings: [],
  unread: [],
};
const plan: SweepPlan = { version: 1, sweepId: part.sweepId, startedAt: part.startedAt, places: [place] };

describe('the reports of sweeps', () => {
  let account: LocalAccount;
  let s3: S3Client;
  let store: SweepStore;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    s3 = new S3Client(account.clientConfig());
    const LocationConstraint = 'eu-west-1';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    store = createSweepStore(s3, Bucket);
  });
  after(() => account?.stop());

  it('are none at first', async () => {
    assert.isUndefined(await store.last());
    assert.isUndefined(await store.readPart(part));
  });

  it('are written once, and stay as they are', async () => {
    const changed: SweepPart = { ...part, complete: false };

    assert.deepEqual([await store.writePlan(plan), await store.writePart(part)], ['written', 'written']);
    assert.equal(await store.writePart(changed), 'known');

    assert.deepEqual(await store.last(), { sweepId: part.sweepId, plan, parts: [part] });
    assert.equal(sweepPartKey(part), 'sweeps/20261121T030000Z-0a1b2c3d/111122223333-eu-west-1.json');
  });

  it('have the parts of a place in their order, the tenth after the second, and claims are none of them', async () => {
    for (const at of [10, 2]) {
      await store.claim({ ...part, part: at }, 'request');
      await store.writePart({ ...part, part: at });
    }

    const { parts = [] } = (await store.last()) ?? {};
    assert.deepEqual(
      parts.map((one) => one.part),
      [0, 2, 10],
    );
  });

  it('let one invocation at a time take a place, and that one again when it is tried again', async () => {
    const taken = async (id: string) => store.claim({ ...part, part: 3 }, id);

    assert.deepEqual([await taken('one'), await taken('other'), await taken('one')], ['mine', 'other', 'mine-again']);
  });

  it('show the newest by the moment of its start, also before anything of it is written but its places', async () => {
    const later: SweepPlan = { ...plan, sweepId: '20261122T030000Z-00000000' };
    await store.writePlan(later);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'sweeps/zzz/places.json', Body: '{}' }));

    assert.deepEqual(await store.last(), { sweepId: later.sweepId, plan: later, parts: [] });
  });

  it('are refused where they are not what a sweep writes, by key and field', async () => {
    const sweepId = '20261123T030000Z-00000000';
    const Key = sweepPartKey({ ...part, sweepId });
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify({ ...part, sweepId, version: 2 }) }));

    await assertRejects(store.last(), 'READ_FAILED', `${Key} cannot be read: version`);
  });

  it('are refused where they are listed without an end, and an empty token is one', async () => {
    const listing = (NextContinuationToken: string) => {
      const ListObjectsV2 = { NextContinuationToken };
      return createSweepStore(
        answering(new S3Client({ region: 'eu-west-1' }), { ListObjectsV2 }).client,
        Bucket,
      ).last();
    };

    await assertRejects(listing('again'), 'READ_FAILED', 'again and again');
    assert.isUndefined(await listing(''));
  });

  it('are not written where the bucket refuses', async () => {
    const elsewhere = createSweepStore(s3, 'no-such-bucket-of-ours');

    await assertRejects(elsewhere.writePart(part), 'SNAPSHOT_FAILED', sweepPartKey(part));
  });

  it('are not taken for another’s where a write of it only overlaps, which may fail yet', async () => {
    const overlapping = awsError('ConditionalRequestConflict', { status: 409 });
    const { client } = answering(new S3Client({}), { PutObject: overlapping });

    const failure = await assertRejects(
      createSweepStore(client, 'the-ledger').claim(part, 'request'),
      'SNAPSHOT_FAILED',
    );

    assert.isTrue(failure.transient);
  });
});
