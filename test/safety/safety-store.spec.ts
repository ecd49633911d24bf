import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { trip } from '../../safety/breaker.ts';
import { createSafetyStore, safetyKey } from '../../safety/safety-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';

const Bucket = 'ledger';

describe('The store of the safeguards, in S3', () => {
  let account: LocalAccount;
  let s3: S3Client;
  before(async () => {
    account = await startLocalAccount();
    s3 = new S3Client({ ...account.clientConfig(), forcePathStyle: true, maxAttempts: 1 });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  });
  beforeEach(() => put(JSON.stringify(initialSafetyState)));
  after(() => account.stop());

  const put = async (Body: string): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket, Key: safetyKey, Body }));
  };
  const tripped: SafetyState = trip(initialSafetyState, 'run', 'too many', new Date('2026-11-20T12:00:00Z'));

  it('reads back what it wrote', async () => {
    const store = createSafetyStore(s3, Bucket);
    const { etag } = await store.read();
    const written = await store.write({ state: tripped, etag });
    const read = await store.read();

    assert.deepEqual(read, { state: tripped, etag: written ?? 'lost' });
  });

  it('writes nothing where somebody else wrote since', async () => {
    const store = createSafetyStore(s3, Bucket);
    const { etag } = await store.read();
    await put(JSON.stringify(tripped));
    const written = await store.write({ state: initialSafetyState, etag });

    assert.isNull(written);
    assert.deepEqual((await store.read()).state, tripped);
  });

  for (const [what, text] of [
    ['is no JSON', '{'],
    ['is of another version', JSON.stringify({ ...initialSafetyState, version: 2 })],
    ['lacks a field', JSON.stringify({ ...initialSafetyState, tripped: undefined })],
    ['has a field that nobody knows', JSON.stringify({ ...initialSafetyState, paused: true })],
  ] as const) {
    it(`is unreadable, and no fresh start, where the object ${what}`, async () => {
      await put(text);

      await assertRejects(createSafetyStore(s3, Bucket).read(), 'SAFETY_UNREADABLE', 'cannot be read');
    });
  }

  it('is unreadable where the object is missing', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: safetyKey }));

    await assertRejects(createSafetyStore(s3, Bucket).read(), 'SAFETY_UNREADABLE', 'NoSuchKey');
  });

  it('says what S3 says where it may not write', async () => {
    const store = createSafetyStore(s3, Bucket);
    const held = await store.read();
    const denied = { kind: 'error', code: 'AccessDenied', status: 403 } as const;
    account.faults.inject({ operation: 'PutObject', times: 1, fault: denied });

    await assertRejects(store.write(held), 'SAFETY_UNREADABLE', 'cannot be written: AccessDenied');
  });
});
