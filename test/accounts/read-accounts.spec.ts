import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { accountsFor, accountsOfHub, accountsReader } from '../../accounts/read-accounts.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError } from '../support/aws.ts';
import { objectBucket } from '../support/object-bucket.ts';

const given = accountsOf(memberAccount());

describe('accountsReader', () => {
  it('reads the one object, anew each time', async () => {
    const bucket = objectBucket({ 'accounts.json': given });
    const read = accountsReader(bucket.client, 'ledger');

    assert.deepEqual(await read(), given);
    bucket.objects.set('accounts.json', JSON.stringify(accountsOf()));
    assert.deepEqual(await read(), accountsOf());

    const get = { operation: 'GetObject', input: { Bucket: 'ledger', Key: 'accounts.json' } };
    assert.deepEqual(bucket.calls, [get, get]);
  });

  const twice = memberAccount({ regions: ['everywhere'] });
  for (const [what, content, text] of [
    ['is not there', undefined, 'NoSuchKey'],
    ['may not be read', awsError('AccessDenied', { status: 403 }), 'AccessDenied'],
    ['is no JSON', '{"version":1', 'JSON'],
    ['is empty', '', 'JSON'],
    ['is a list', '[]', 'cannot be read'],
    ['has a field that is wrong', JSON.stringify(accountsOf(twice)), 'accounts.1.regions.0'],
    [
      'leaves out the hub',
      JSON.stringify({ ...given, accounts: [memberAccount()] }),
      'leaves out the account of the hub',
    ],
    ['is of a later version', JSON.stringify({ ...given, version: 2 }), 'version'],
  ] as const) {
    it(`rejects, so that it is tried again, where the object ${what}`, async () => {
      const bucket = objectBucket();
      if (content !== undefined) bucket.objects.set('accounts.json', content);

      const failure = await assertRejects(accountsReader(bucket.client, 'ledger')(), 'ACCOUNTS_UNREADABLE', text);

      assert.isTrue(failure.transient);
      assert.deepEqual(failure.ids, { bucket: 'ledger', key: 'accounts.json' });
    });
  }

  it('rejects where S3 answers without a body', async () => {
    const { client } = answering(new S3Client({ region: 'eu-west-1' }), { GetObject: {} });

    await assertRejects(accountsReader(client, 'ledger')(), 'ACCOUNTS_UNREADABLE');
  });
});

describe('accountsOfHub', () => {
  it('takes the list of its own hub', async () => {
    assert.deepEqual(await accountsOfHub(given.hub, async () => given)(), given);
  });

  it('takes no other for what it is not', async () => {
    const elsewhere = { ...given.hub, region: 'us-east-1' };

    const failure = await assertRejects(
      accountsOfHub(elsewhere, async () => given)(),
      'ACCOUNTS_UNREADABLE',
      `and this one is in ${given.hub.accountId}/us-east-1`,
    );

    assert.isTrue(failure.transient);
  });
});

describe('accountsFor', () => {
  function setUp() {
    let now = 0;
    const bucket = objectBucket({ 'accounts.json': given });
    const read = accountsFor(30_000, accountsReader(bucket.client, 'ledger'), () => now);
    return { ...bucket, read, pass: (ms: number) => (now += ms) };
  }

  it('reads once for a while, and then again', async () => {
    const { read, pass, calls, objects } = setUp();

    await read();
    objects.set('accounts.json', JSON.stringify(accountsOf()));
    pass(29_999);
    assert.deepEqual(await read(), given);
    assert.lengthOf(calls, 1);
    pass(1);

    assert.deepEqual(await read(), accountsOf());
    assert.lengthOf(calls, 2);
  });

  it('takes no old answer where there is no new one, and asks again at once', async () => {
    const { read, pass, objects } = setUp();
    await read();
    pass(30_000);
    objects.set('accounts.json', awsError('SlowDown', { status: 503 }));

    await assertRejects(read(), 'ACCOUNTS_UNREADABLE', 'SlowDown');
    objects.set('accounts.json', JSON.stringify(given));

    assert.deepEqual(await read(), given);
  });
});
