import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { FaultRule } from '../../local/faults.ts';
import type { AwsRequest } from '../../local/service.ts';
import { createBucket, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { justBefore } from './support/just-before.ts';
import { ledgerOf } from './support/ledger.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

describe('The ledger, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });
  afterEach(() => sinon.restore());

  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, ['0.0.0.0/0', 'temp'], '10.0.0.0/8')]);
    await pipeline.account.settled();
    return id;
  };
  /** A fault of the next write of a ledger entry: `opening` those before a mend, `closing` those after it. */
  const strike = (write: 'opening' | 'closing', { fault, times }: Pick<FaultRule, 'fault' | 'times'>): (() => void) =>
    pipeline.account.faults.inject({
      service: 's3',
      operation: 'PutObject',
      when: ({ path, body }) => path.includes('/actions/') && body.includes('"finishedAt"') === (write === 'closing'),
      ...(times === undefined ? {} : { times }),
      fault,
    });
  const deadLettersOf = (id: string) => pipeline.deadLetters().filter(({ body }) => body.includes(id));

  it('has the whole resource as it was before the first changing call, and what came of it afterwards', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [
      tcp([3380, 3400], ['0.0.0.0/0', 'farm'], '2001:db8::/32'),
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corp' }] },
    ]);
    await account.settled();

    await pipeline.drain();

    const calls = pipeline.requests
      .filter((request) => byPipeline(request, 'remediator') && `${request.path} ${request.body}`.includes(id))
      .filter(({ path }) => !path.includes('/safety/'))
      .map(({ operation }) => operation);
    assert.deepEqual(
      calls.filter((operation) => /^(PutObject|Authorize|Revoke)/.test(operation)),
      ['PutObject', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'PutObject'],
    );
    const [entry, ...others] = await ledgerOf(pipeline, id);
    assert.lengthOf(others, 0);
    const [opened, closed, ...more] = entry ?? [];
    assert.lengthOf(more, 0);
    if (opened === undefined || closed === undefined) assert.fail('the entry was not written twice');

    const { before, calls: callsThen, outcome, after } = opened.actions[0] ?? assert.fail('no action');
    if (before.type !== 'AWS::EC2::SecurityGroup') assert.fail(before.type);
    const farm = { direction: 'ingress', protocol: 'tcp', fromPort: 3380, toPort: 3400 };
    const all = { protocol: '-1', fromPort: null, toPort: null };
    assert.sameDeepMembers(before.rules, [
      { ...farm, source: { kind: 'ipv4', cidr: '0.0.0.0/0' }, description: 'farm' },
      { ...farm, source: { kind: 'ipv6', cidr: '2001:db8::/32' } },
      { ...all, direction: 'ingress', source: { kind: 'ipv4', cidr: '10.0.0.0/8' }, description: 'corp' },
      { ...all, direction: 'egress', source: { kind: 'ipv4', cidr: '0.0.0.0/0' } },
    ] as typeof before.rules);
    assert.deepEqual(
      { callsThen, outcome, after, finishedAt: opened.finishedAt },
      {
        callsThen: [],
        outcome: undefined,
        after: undefined,
        finishedAt: undefined,
      },
    );

    const ended = closed.actions[0] ?? assert.fail('no action');
    assert.deepEqual(ended.before, before);
    assert.deepEqual([ended.outcome, ended.verdictAfter], ['mended', 'COMPLIANT']);
    for (const call of ended.calls) assert.containsAllKeys(call, ['requestId', 'startedAt', 'durationMs']);
    assert.deepEqual(
      ended.calls.map(({ operation, error }) => [operation, error]),
      [
        ['AuthorizeSecurityGroupIngress', undefined],
        ['RevokeSecurityGroupIngress', undefined],
      ],
    );
    if (ended.after?.type !== 'AWS::EC2::SecurityGroup') assert.fail('the state after is missing');
    assert.sameMembers(
      ended.after.rules.map(({ fromPort, toPort }) => `${fromPort}-${toPort}`),
      ['3380-3388', '3390-3400', '3380-3400', 'null-null', 'null-null'],
    );
    assert.isAtLeast(Date.parse(closed.finishedAt ?? ''), Date.parse(opened.startedAt));
  });

  it('is written on condition that no other has written there', async () => {
    const bucket = await createBucket(pipeline.account, 'conditional', { policy: sharedPolicy('conditional') });
    await pipeline.account.settled();
    const requests = sinon.spy(pipeline.account.services.s3, 'handle');

    await pipeline.drain();

    const puts = requests
      .getCalls()
      .map(({ args: [request] }): AwsRequest => request)
      .filter(({ method, path, body }) => method === 'PUT' && path.includes('/actions/') && body.includes(bucket));
    const [opening, closing, ...others] = puts.map(({ headers }) => headers);
    assert.lengthOf(others, 0);
    assert.equal(opening?.['if-none-match'], '*');
    assert.isUndefined(opening?.['if-match']);
    assert.isUndefined(closing?.['if-none-match']);
    assert.match(closing?.['if-match'] ?? '', /^"[0-9a-f]{32}"$/);
  });

  it('that denies a write lets nothing be changed: the instruction is a dead letter', async () => {
    const id = await brokenGroup();
    const end = strike('opening', { fault: { kind: 'error', code: 'AccessDenied', status: 403 } });

    const answer = await pipeline.drain();
    end();

    assert.deepEqual(answer, drained(1, { failed: 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0 "temp"', 'tcp 22 10.0.0.0/8']);
    assert.deepEqual(
      deadLettersOf(id).map(({ code }) => code),
      ['SNAPSHOT_FAILED'],
    );
    assert.include(deadLettersOf(id)[0]?.reason, 'AccessDenied');
    assert.deepEqual(toldOfMends(pipeline, id), ['Mend failed']);
    assert.deepEqual(await ledgerOf(pipeline, id), []);
  });

  it('that fails for a passing reason has the mend tried again later, with its attempt counted', async () => {
    const id = await brokenGroup();
    strike('opening', { fault: { kind: 'error', code: 'ConditionalRequestConflict', status: 409 }, times: 1 });

    const first = await pipeline.drain();
    const attempts = pipeline.queued(id).map(({ attempt }) => attempt);
    const changesThen = changesOf(pipeline, id);
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();

    assert.deepEqual([first, second], [drained(1, { failed: 1 }), drained(1, { mended: 1 })]);
    assert.deepEqual(attempts, [1]);
    assert.deepEqual(changesThen, []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('whose answer is lost counts as not written, since the repeated write meets the first one', async () => {
    const id = await brokenGroup();
    strike('opening', { fault: { kind: 'lose', when: 'after' }, times: 1 });

    const first = await pipeline.drain();
    const changesThen = changesOf(pipeline, id);
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();

    assert.deepEqual([first, second], [drained(1, { failed: 1 }), drained(1, { mended: 1 })]);
    assert.deepEqual(changesThen, []);
    const entries = await ledgerOf(pipeline, id);
    assert.deepEqual(
      entries.map((versions) => versions.length),
      [1, 2],
      'one entry that was never worked, one that was',
    );
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('that cannot be completed leaves the mend as it is, and the entry open', async () => {
    const id = await brokenGroup();
    strike('closing', { fault: { kind: 'error', code: 'AccessDenied', status: 403 }, times: 1 });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 10.0.0.0/8']);
    const [entry] = await ledgerOf(pipeline, id);
    assert.deepEqual(
      entry?.map(({ actions }) => actions[0]?.outcome),
      [undefined],
    );
    const logs = pipeline.account.services.lambda.logs(pipeline.deployment.functionName('remediator-security-group'));
    assert.include(logs.join('\n'), 'ledger entry stays open');
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    assert.deepEqual(pipeline.queued(), []);
  });

  it('is not completed over what somebody else wrote in the place of the open entry', async () => {
    const id = await brokenGroup();
    const { account, deployment } = pipeline;
    const s3 = new S3Client(account.clientConfig());
    justBefore(account.services.ec2, { operation: 'RevokeSecurityGroupIngress', about: id }, async () => {
      const { path = '' } = pipeline.requests.findLast(({ operation }) => operation === 'PutObject') ?? {};
      const at = { Bucket: deployment.ledgerBucket, Key: path.split('/').slice(2).join('/') };
      const { Body } = await s3.send(new GetObjectCommand(at));
      const entry = v.parse(LedgerEntry, JSON.parse((await Body?.transformToString()) ?? ''));
      await s3.send(new PutObjectCommand({ ...at, Body: JSON.stringify({ ...entry, runId: 'somebody else' }) }));
    });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    const [entry] = await ledgerOf(pipeline, id);
    assert.deepEqual(
      entry?.map(({ runId, finishedAt }) => [runId === 'somebody else', finishedAt]),
      [
        [false, undefined],
        [true, undefined],
      ],
    );
  });
});
