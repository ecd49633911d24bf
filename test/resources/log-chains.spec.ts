import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { logLoop, longestLogChain } from '../../publicness/log-loop.ts';
import { readLogChains, withLogChains } from '../../resources/log-chains.ts';
import { answering, awsError } from '../support/aws.ts';
import { bucket } from '../support/buckets.ts';

const where = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };
const Asked = v.object({ Bucket: v.string(), ExpectedBucketOwner: v.literal(where.accountId) });

/** An S3 with these buckets, each with the target of its logs, null for none, or an error. */
function s3With(targets: Readonly<Record<string, string | Error | null>>) {
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), {
    GetBucketLogging: (input: unknown) => {
      const target = targets[v.parse(Asked, input).Bucket];
      if (target === undefined) return awsError('NoSuchBucket', { status: 404 });
      if (target instanceof Error) return target;
      return target === null ? {} : { LoggingEnabled: { TargetBucket: target, TargetPrefix: 'p/' } };
    },
  });
  return { client, asked: () => calls.map(({ input }) => v.parse(Asked, input).Bucket) };
}

describe('reading how the targets of access logs log', () => {
  it('follows each to its end, and asks for no bucket twice', async () => {
    const { client, asked } = s3With({ a1: 'b2', b2: 'c3', c3: null, d4: 'b2' });

    const found = await readLogChains(client, ['a1', 'd4'], where);

    const to = (targetBucket: string) => ({ targetBucket, targetPrefix: 'p/' });
    assert.deepEqual(Object.fromEntries(found), { a1: to('b2'), b2: to('c3'), c3: null, d4: to('b2') });
    assert.deepEqual(asked(), ['a1', 'b2', 'c3', 'd4']);
  });

  it('ends where they come round', async () => {
    const { client, asked } = s3With({ a1: 'b2', b2: 'a1', own: 'own' });

    await readLogChains(client, ['a1', 'own'], where);

    assert.deepEqual(asked(), ['a1', 'b2', 'own']);
  });

  it('ends after so many', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `n${at}`);
    const { client, asked } = s3With(Object.fromEntries(names.map((name, at) => [name, names[at + 1] ?? null])));

    await readLogChains(client, ['n0'], where);

    assert.lengthOf(asked(), longestLogChain);
  });

  it('follows each so far, whoever else was followed along the same ones', async () => {
    const names = Array.from({ length: longestLogChain + 1 }, (_, at) => `n${at}`);
    const last = names.at(-1) ?? '';
    const { client } = s3With({
      ...Object.fromEntries(names.map((name, at) => [name, names[at + 1] ?? null])),
      [last]: 'the-logged',
    });

    const found = await readLogChains(client, ['n0', 'n1'], where);

    assert.match(logLoop('the-logged', 'n1', found) ?? '', /without end/);
  });

  it('tells a bucket that is gone from one that cannot be read', async () => {
    const { client } = s3With({ closed: awsError('AccessDenied', { status: 403 }) });

    const found = await readLogChains(client, ['gone', 'closed'], where);

    assert.deepEqual(found.get('gone'), { kind: 'gone' });
    assert.deepEqual(found.get('closed'), { kind: 'unread', reason: 'AccessDenied: as AWS words it' });
  });
});

describe('a context with how the targets log', () => {
  const judge = { logTargets: ({ id }: { readonly id: string }) => (id === 'logged' ? [] : [`${id}-logs`, 'shared']) };
  const chains = (names: readonly string[]) => Promise.resolve(new Map(names.map((name) => [name, null] as const)));
  const asked = (...ids: string[]) => ids.map((id) => ({ judge, resource: bucket({ id }) }));

  it('has each that a verdict depends on, once', async () => {
    const { loggingOf } = await withLogChains(emptyContext, { logChains: chains }, asked('a1', 'b2', 'logged'));

    assert.deepEqual([...(loggingOf?.keys() ?? [])], ['a1-logs', 'shared', 'b2-logs']);
  });

  it('is the same where none does, or no reader can say', async () => {
    assert.equal(await withLogChains(emptyContext, { logChains: chains }, asked('logged')), emptyContext);
    assert.equal(await withLogChains(emptyContext, {}, asked('a1')), emptyContext);
    assert.equal(
      await withLogChains(emptyContext, { logChains: chains }, [{ judge: {}, resource: bucket() }]),
      emptyContext,
    );
  });
});
