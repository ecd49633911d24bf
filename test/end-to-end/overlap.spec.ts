import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type Backlog, backlogRules, fillBacklog, violatingNow } from '../../bench/load-backlog.ts';
import { letOverlap, mendedByTwo, pairsAtOnce, refusedIn, tookEffect } from '../../bench/load-overlap.ts';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import { justBefore } from './support/just-before.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';

/** The first coordinator is held up in the middle of its first mend until the second has done all that it could. */
describe('Two coordinators on one queue at once, end to end', () => {
  const begunAt = new Date();
  let pipeline: Pipeline;
  let backlog: Backlog;
  let ids: readonly string[];
  let refusedBySecond = 0;
  let entries: readonly LedgerEntry[];

  before(async function () {
    // Held up as it is, the first must not run out of time on a busy machine either.
    const remediatorMs = 280_000;
    pipeline = await startPipeline({ open: true, slack: false, recording: false, rules: backlogRules, remediatorMs });
    const { account, deployment } = pipeline;
    await letOverlap(account, deployment, 2);
    backlog = await fillBacklog(account, deployment.queueUrl, { resources: 220, messagesEach: 2 });
    ids = [...backlog.groups, ...backlog.buckets];
    justBefore(account.services.ec2, { operation: 'RevokeSecurityGroupIngress', about: 'sg-' }, async () => {
      // Its first run may be over by the time that its environment has started.
      for (let run = 0; run < 20 && refusedBySecond === 0; run++) refusedBySecond = refusedIn(await coordinate());
    });
    await coordinate();
    for (let run = 0; run < 200 && pipeline.queued().length > 0; run++) await Promise.all([coordinate(), coordinate()]);
    const s3 = new S3Client(account.clientConfig());
    const span = { since: begunAt, until: new Date(Date.now() + 60_000) };
    ({ entries } = await readHistory(s3, deployment.ledgerBucket, span));
  });
  after(() => pipeline.stop());

  const coordinate = async (): Promise<unknown> => {
    const { account, deployment } = pipeline;
    const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
    const FunctionName = deployment.functionName('coordinator');
    const { Payload = [] } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    return JSON.parse(Buffer.from(Payload).toString());
  };

  it('leaves alone what the other is mending', () => {
    assert.isAbove(refusedBySecond, 0);
  });

  it('mends meanwhile what is free', () => {
    assert.isAbove(pairsAtOnce(entries), 0);
  });

  it('mends no resource by two at once', () => {
    assert.deepEqual(mendedByTwo(entries), []);
  });

  it('mends each of hundreds of resources exactly once', () => {
    const actions = entries.flatMap((entry) => entry.actions).filter(tookEffect);

    assert.sameMembers(
      actions.map(({ resource }) => resource.id),
      [...ids],
    );
    assert.deepEqual([...new Set(actions.map(({ outcome }) => outcome))], ['mended']);
    // One that planned while the other still mended finds nothing left to change.
    assert.isBelow(changesOf(pipeline).length, ids.length * 1.1);
  });

  it('loses nothing', async () => {
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(pipeline.deadLetters(), []);
    assert.deepEqual(await violatingNow(pipeline.account, backlog), []);
  });
});
