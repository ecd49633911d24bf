import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import { createAccountBlockReader } from '../../resources/account-block-reader.ts';
import { accountBlock, allOn } from '../support/account-blocks.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { accountId, region } from '../support/instructions.ts';

const where = { accountId, region, partition: 'aws' };
const neverSet = awsError('NoSuchPublicAccessBlockConfiguration', { status: 404 });
const someOn = { PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: false } };

function readerOver(answer: unknown) {
  const { client, calls } = answering(new S3ControlClient({ region }), { GetPublicAccessBlock: answer });
  return { reader: createAccountBlockReader(client, where), asked: () => inputsOf(calls, 'GetPublicAccessBlock') };
}

describe("reading an account's block", () => {
  it('reads the settings of the account', async () => {
    const { reader, asked } = readerOver(someOn);

    const { found, gone, failed } = await reader.read([accountId]);

    const settings = { ...allOn, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
    assert.deepEqual([...found], [[accountId, accountBlock(settings)]]);
    assert.deepEqual([gone.size, failed.size], [0, 0]);
    assert.deepEqual(asked(), [{ AccountId: accountId }]);
  });

  it('finds an account that never set it: it is not gone', async () => {
    const { reader } = readerOver(neverSet);

    const { found, gone } = await reader.read([accountId]);

    assert.deepEqual([...found.values()], [accountBlock(null)]);
    assert.equal(gone.size, 0);
  });

  it('does not read another account, whatever a message says', async () => {
    const { reader, asked } = readerOver(someOn);

    const { found, gone, failed } = await reader.read(['999999999999']);

    assert.deepEqual([found.size, gone.size, asked().length], [0, 0, 0]);
    assert.deepInclude(failed.get('999999999999'), { code: 'READ_FAILED', transient: false });
  });

  for (const [name, transient] of [
    ['AccessDenied', false],
    ['SlowDown', true],
  ] as const) {
    it(`fails on ${name}, ${transient ? 'for now' : 'for good'}, instead of taking it for off`, async () => {
      const { reader } = readerOver(awsError(name));

      const { found, gone, failed } = await reader.read([accountId]);

      assert.deepEqual([found.size, gone.size], [0, 0]);
      assert.deepInclude(failed.get(accountId), {
        code: 'READ_FAILED',
        transient,
        message: `account public access block ${accountId} cannot be read: ${name}: as AWS words it`,
        ids: { resourceId: accountId, accountId, region },
      });
    });
  }

  for (const [what, answer, settings] of [
    ['that set it', someOn, true],
    ['that never set it', neverSet, false],
  ] as const) {
    it(`lists exactly one for an account ${what}`, async () => {
      const { reader } = readerOver(answer);

      const listed = [];
      for await (const block of reader.list()) listed.push([block.id, block.publicAccessBlock !== null]);

      assert.deepEqual(listed, [[accountId, settings]]);
      assert.equal(await reader.count(), 1);
    });
  }

  it('tells a listing what cannot be read, or ends it', async () => {
    const { reader } = readerOver(awsError('AccessDenied'));
    const unread: unknown[] = [];

    for await (const block of reader.list((failure) => unread.push(failure.ids['resourceId']))) {
      assert.fail(`listed ${block.id}`);
    }

    assert.deepEqual(unread, [accountId]);
    await assertRejects(reader.list()[Symbol.asyncIterator]().next(), 'READ_FAILED', 'AccessDenied');
  });

  it('needs nothing beyond the block itself', async () => {
    const { reader, asked } = readerOver(someOn);

    assert.deepEqual(await reader.contextOf([accountBlock(null)]), emptyContext);
    assert.deepEqual(await reader.complete(accountBlock(null), []), accountBlock(null));
    assert.deepEqual(asked(), []);
  });
});
