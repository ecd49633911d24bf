import { assert } from 'chai';
import type { Fault } from '../../local/faults.ts';
import { auditorsPolicy, createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, defaultVpc, ingressOf, otherVpc, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

const denied: Fault = {
  kind: 'error',
  code: 'UnauthorizedOperation',
  message: 'You are not authorized to perform this operation.',
  status: 403,
};

describe('Changes that AWS does not take, end to end', () => {
  let pipeline: Pipeline;
  let vpcs: Record<string, string>;
  before(async () => {
    pipeline = await sharedPipeline();
    const { account } = pipeline;
    vpcs = { 'the default VPC': await defaultVpc(account), 'another VPC': await otherVpc(account) };
  });

  let relents: () => void = () => {};
  afterEach(async () => {
    relents();
    await pipeline.record(true);
    await pipeline.account.settled();
    await pipeline.drain();
    assert.deepEqual(pipeline.queued(), []);
  });
  /** The fault strikes the pipeline's calls about one resource until the test ends, or AWS relents. */
  const strike = (operation: string, about: string, fault: Fault, times?: number): void => {
    relents = pipeline.account.faults.inject({
      operation,
      when: (call) => byPipeline(call) && `${call.path} ${call.body}`.includes(about),
      ...(times === undefined ? {} : { times }),
      fault,
    });
  };
  const brokenGroup = async (vpcId?: string): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0', '10.0.0.0/8')], vpcId);
    await pipeline.account.settled();
    return id;
  };
  const attempts = (id: string): number[] => pipeline.queued(id).map(({ attempt }) => attempt);
  const buried = (id: string): { code: string; reason: string }[] =>
    pipeline
      .deadLetters()
      .filter(({ body }) => body.includes(id))
      .map(({ code, reason }) => ({ code, reason }));

  it('are made again at once when AWS throttles them', async () => {
    const id = await brokenGroup();
    strike('RevokeSecurityGroupIngress', id, { kind: 'error', code: 'RequestLimitExceeded', status: 503 }, 2);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.lengthOf(changesOf(pipeline, id), 3);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 10.0.0.0/8']);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('come back through the queue, counted, when a concurrent change aborts them', async () => {
    const bucket = await createBucket(pipeline.account, 'aborted', { policy: sharedPolicy('aborted') });
    await pipeline.account.settled();
    strike('PutBucketPolicy', bucket, { kind: 'error', code: 'OperationAborted', status: 409 }, 2);

    const first = await pipeline.drain();
    const attemptsThen = attempts(bucket);
    const tooSoon = await pipeline.drain();
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();
    const attemptsLater = attempts(bucket);
    pipeline.account.clock.advance(30_000);
    const third = await pipeline.drain();

    assert.deepEqual([first, second], [drained(1, { failed: 1 }), drained(1, { failed: 1 })]);
    assert.deepEqual(tooSoon, drained(0, {}), 'it is not due before 15 seconds');
    assert.deepEqual([attemptsThen, attemptsLater], [[1], [2]]);
    assert.deepEqual(third, drained(1, { mended: 1 }));
    assert.deepEqual(await policyOf(pipeline.account, bucket), auditorsPolicy(bucket));
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Mended'], 'what is tried again by itself is not told');
    assert.deepEqual(pipeline.queued(), []);
  });

  it('are given up after five attempts, and said so once', async () => {
    const bucket = await createBucket(pipeline.account, 'never-taken', { policy: sharedPolicy('never-taken') });
    await pipeline.account.settled();
    const [found] = pipeline.queued(bucket);
    if (found === undefined) assert.fail('nothing was queued');
    await pipeline.send({ ...found, attempt: 4 });
    strike('PutBucketPolicy', bucket, { kind: 'error', code: 'OperationAborted', status: 409 });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(2, { failed: 1 }));
    assert.lengthOf(changesOf(pipeline, bucket), 1);
    assert.deepEqual(
      buried(bucket).map(({ code }) => code),
      ['CHANGE_FAILED'],
    );
    assert.include(buried(bucket)[0]?.reason, 'given up after 5 attempts');
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Mend failed']);
    assert.deepEqual(pipeline.queued(), []);
  });

  for (const name of ['the default VPC', 'another VPC']) {
    it(`count as made in ${name} when only the answer was lost`, async () => {
      const id = await brokenGroup(vpcs[name]);
      strike('RevokeSecurityGroupIngress', id, { kind: 'lose', when: 'after' }, 1);

      const answer = await pipeline.drain();

      assert.deepEqual(answer, drained(1, { mended: 1 }));
      assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 10.0.0.0/8']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
      assert.deepEqual(pipeline.queued(), []);
    });
  }

  it('go on from where they are when the answer to the first of two was lost', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [tcp([3380, 3400], ['0.0.0.0/0', 'farm'])]);
    await account.settled();
    await pipeline.record(false);
    strike('AuthorizeSecurityGroupIngress', id, { kind: 'lose', when: 'after' }, 1);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, id), [
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupIngress',
      'RevokeSecurityGroupIngress',
    ]);
    assert.deepEqual(await ingressOf(account, id), [
      'tcp 3380-3388 0.0.0.0/0 "farm"',
      'tcp 3390-3400 0.0.0.0/0 "farm"',
    ]);
    const [first, second, ...others] = await ledgerOf(pipeline, id);
    assert.lengthOf(others, 0);
    assert.equal(second?.[0]?.actions[0]?.continues, first?.[0]?.actions[0]?.id);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('that would exceed a quota are planned anew without what does not fit, and people are told what was lost', async () => {
    const { account, slack } = pipeline;
    const id = await createGroup(account, [tcp([3380, 3400], '0.0.0.0/0'), tcp(443, '0.0.0.0/0')]);
    await account.settled();
    strike('AuthorizeSecurityGroupIngress', id, { kind: 'error', code: 'RulesPerSecurityGroupLimitExceeded' });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.deepEqual(await ingressOf(account, id), ['tcp 443 0.0.0.0/0']);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    const mended = slack.messages
      .map((message) => JSON.stringify(message))
      .find((text) => /Mended/.test(text) && text.includes(id));
    assert.include(mended, 'tcp 3380-3400 from 0.0.0.0/0 is revoked whole');
  });

  it('are not made a second time for an instruction that is denied: it goes to the dead letters at once', async () => {
    const id = await brokenGroup();
    strike('RevokeSecurityGroupIngress', id, denied);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { failed: 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(buried(id), [
      { code: 'CHANGE_DENIED', reason: 'UnauthorizedOperation: You are not authorized to perform this operation.' },
    ]);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mend failed']);
    assert.deepEqual(pipeline.queued(), []);
  });

  it('that are denied half-way leave what was open open, nothing legal lost, are told as partly mended, and are finished when Config finds them again', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [tcp([3380, 3400], ['0.0.0.0/0', 'farm'])]);
    await account.settled();
    strike('RevokeSecurityGroupIngress', id, denied);
    await pipeline.record(false);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'partly-mended': 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.deepEqual(await ingressOf(account, id), [
      'tcp 3380-3388 0.0.0.0/0 "farm"',
      'tcp 3380-3400 0.0.0.0/0 "farm"',
      'tcp 3390-3400 0.0.0.0/0 "farm"',
    ]);
    assert.deepEqual(
      buried(id).map(({ code }) => code),
      ['CHANGE_DENIED'],
    );
    assert.deepEqual(toldOfMends(pipeline, id), ['Partly mended']);
    const [entry] = await ledgerOf(pipeline, id);
    const action = entry?.at(-1)?.actions[0];
    assert.equal(action?.outcome, 'partly-mended');
    assert.deepEqual(
      action?.calls.map(({ operation, error }) => [operation, error]),
      [
        ['AuthorizeSecurityGroupIngress', undefined],
        ['RevokeSecurityGroupIngress', 'UnauthorizedOperation: You are not authorized to perform this operation.'],
      ],
    );

    relents();
    await pipeline.record(true);
    await account.settled();
    await pipeline.drain();
    assert.deepEqual(await ingressOf(account, id), [
      'tcp 3380-3388 0.0.0.0/0 "farm"',
      'tcp 3390-3400 0.0.0.0/0 "farm"',
    ]);
    assert.deepEqual(toldOfMends(pipeline, id), ['Partly mended', 'Mended']);
  });

  it('that are denied half-way leave of a bucket what was already taken away taken away', async () => {
    const { account } = pipeline;
    const settings = { acl: 'public-read', policy: sharedPolicy('half-closed') } as const;
    await pipeline.record(false);
    const bucket = await createBucket(account, 'half-closed', settings);
    await pipeline.record(true);
    await account.settled();
    await pipeline.record(false);
    strike('PutBucketAcl', bucket, { kind: 'error', code: 'AccessDenied', status: 403 });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'partly-mended': 1 }));
    assert.deepEqual(changesOf(pipeline, bucket), ['PutBucketPolicy', 'PutBucketAcl']);
    assert.deepEqual(await policyOf(account, bucket), auditorsPolicy(bucket));
    assert.deepEqual(
      buried(bucket).map(({ code }) => code),
      ['CHANGE_DENIED'],
    );
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Partly mended']);
  });

  it('are not even tried on a bucket that cannot be read', async () => {
    const { account } = pipeline;
    const bucket = await createBucket(account, 'unreadable', { policy: sharedPolicy('unreadable') });
    await account.settled();
    strike('GetBucketPolicy', bucket, { kind: 'error', code: 'AccessDenied', status: 403 });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { failed: 1 }));
    assert.deepEqual(changesOf(pipeline, bucket), []);
    assert.deepEqual(
      buried(bucket).map(({ code }) => code),
      ['READ_FAILED'],
    );
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Mend failed']);
  });

  it('that stay denied half-way are not made over and over', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [tcp([3380, 3400], '0.0.0.0/0')]);
    await account.settled();
    strike('RevokeSecurityGroupIngress', id, denied);

    while (pipeline.queued().length > 0) await pipeline.drain();

    // Config finds the group once more, after the first change.
    const calls = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupIngress'];
    assert.deepEqual(changesOf(pipeline, id), calls);
    assert.deepEqual(toldOfMends(pipeline, id), ['Partly mended', 'Mend failed']);
    assert.lengthOf(buried(id), 2);
  });
});
