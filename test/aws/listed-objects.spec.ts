import type { ListObjectsV2Command, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { listedObjects } from '../../aws/listed-objects.ts';
import { assertRejects } from '../support/assert-rejects.ts';

/** An S3 that answers a key and this token, call by call; the last for ever. */
function answering(...tokens: readonly (string | undefined)[]) {
  let calls = 0;
  const inputs: ListObjectsV2Command['input'][] = [];
  const send = ({ input }: ListObjectsV2Command): Promise<Partial<ListObjectsV2CommandOutput>> => {
    inputs.push(input);
    calls += 1;
    const NextContinuationToken = tokens[Math.min(calls, tokens.length) - 1];
    return Promise.resolve({ Contents: [{ Key: `key-${calls}` }], NextContinuationToken });
  };
  return { s3: { send } as unknown as Pick<S3Client, 'send'>, inputs };
}

async function keysOf(s3: Pick<S3Client, 'send'>): Promise<unknown[]> {
  const keys: unknown[] = [];
  for await (const { Contents = [] } of listedObjects(s3, { Bucket: 'b', Prefix: 'p' }))
    keys.push(...Contents.map(({ Key }) => Key));
  return keys;
}

describe('listedObjects', () => {
  it('goes on by the token of the page before', async () => {
    const { s3, inputs } = answering('one', 'two', undefined);

    assert.deepEqual(await keysOf(s3), ['key-1', 'key-2', 'key-3']);
    assert.deepEqual(inputs, [
      { Bucket: 'b', Prefix: 'p' },
      { Bucket: 'b', Prefix: 'p', ContinuationToken: 'one' },
      { Bucket: 'b', Prefix: 'p', ContinuationToken: 'two' },
    ]);
  });

  it('takes an empty token for none', async () => {
    assert.deepEqual(await keysOf(answering('').s3), ['key-1']);
  });

  it('ends where the same page comes again, and not as if that were all', async () => {
    await assertRejects(keysOf(answering('one').s3), 'READ_FAILED');
  });
});
