import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { createBucket } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => minutes(60 * count);
const open = tcp(22, '0.0.0.0/0');
const openLine = 'tcp 22 0.0.0.0/0';

describe('A grace period, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({
      open: true,
      gracePeriods: { 'security-group-restricted-ports': '2h' },
      severities: { 'security-group-restricted-ports': 'low' },
    });
  });
  after(() => pipeline.stop());
  /** Nothing is left to wait for. */
  afterEach(async () => {
    await pass(hours(3));
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(pipeline.deadLetters(), []);
  });

  /** Time goes by, and the coordinator runs when it is over. */
  const pass = async (ms: number): Promise<unknown> => {
    pipeline.account.clock.advance(ms);
    return pipeline.drain();
  };
  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [open]);
    await pipeline.account.settled();
    return id;
  };
  const change = async (id: string, operation: 'open' | 'close'): Promise<void> => {
    const rules = { GroupId: id, IpPermissions: [open] };
    const ec2 = ec2Of(pipeline.account);
    if (operation === 'open') await ec2.send(new AuthorizeSecurityGroupIngressCommand(rules));
    else await ec2.send(new RevokeSecurityGroupIngressCommand(rules));
    await pipeline.account.settled();
  };
  const ends = (id: string): string[] => pipeline.queued(id).map(({ notBefore }) => notBefore ?? '');
  /** As Slack writes it. */
  const asTold = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

  it('is announced with its end, and the violation is mended then and not before', async () => {
    const id = await brokenGroup();
    const [end = ''] = ends(id);

    const first = await pipeline.drain();
    const later = await pass(hours(1));
    const before = await ingressOf(pipeline.account, id);
    await pass(minutes(59));
    const justBefore = await ingressOf(pipeline.account, id);
    const last = await pass(minutes(1));

    assert.closeTo(Date.parse(end) - pipeline.account.clock.now(), -1000, 10_000);
    assert.deepEqual([first, later, last], [drained(1, {}), drained(1, {}), drained(1, { mended: 1 })]);
    assert.deepEqual([before, justBefore], [[openLine], [openLine]]);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['To be mended', 'Mended']);
    const announcement = pipeline.slack.messages
      .map((message) => JSON.stringify(message))
      .find((message) => message.includes(id) && message.includes('To be mended'));
    assert.include(announcement, asTold(end));
    assert.include(announcement, '(low)');
    assert.lengthOf(await ledgerOf(pipeline, id), 1);
  });

  it('is silent about a violation that people end themselves', async () => {
    const id = await brokenGroup();
    await pipeline.drain();

    await change(id, 'close');
    const answer = await pass(hours(2));

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['To be mended']);
    assert.deepEqual(pipeline.queued(id), []);
  });

  it('is neither put off nor announced again by what finds the violation again', async () => {
    const id = await brokenGroup();
    const [end = ''] = ends(id);
    await pipeline.drain();

    pipeline.account.clock.advance(minutes(40));
    const Tags = [{ Key: 'team', Value: 'a' }];
    await ec2Of(pipeline.account).send(new CreateTagsCommand({ Resources: [id], Tags }));
    await pipeline.account.settled();
    const found = ends(id);
    await pass(minutes(20));
    const noted = ends(id);
    await pass(hours(1));

    assert.lengthOf(found, 2);
    assert.isAbove(Date.parse(found.find((other) => other !== end) ?? ''), Date.parse(end));
    assert.deepEqual([...new Set(noted)], [end]);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['To be mended', 'Mended']);
    assert.lengthOf(await ledgerOf(pipeline, id), 1);
  });

  it('begins anew, and is announced anew, for a violation that is brought back', async () => {
    const id = await brokenGroup();
    const [first = ''] = ends(id);
    await pipeline.drain();
    await change(id, 'close');

    pipeline.account.clock.advance(hours(1));
    await change(id, 'open');
    const second = ends(id).find((end) => end !== first) ?? '';
    await pipeline.drain();
    await pass(Date.parse(first) - pipeline.account.clock.now() + 1000);
    const atFirstEnd = await ingressOf(pipeline.account, id);
    await pass(Date.parse(second) - pipeline.account.clock.now() + 1000);

    assert.deepEqual(atFirstEnd, [openLine]);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['To be mended', 'To be mended', 'Mended']);
  });

  it('outlives a coordinator that dies between telling and queueing anew: told once more at most, mended in time', async () => {
    const id = await brokenGroup();
    const end = pipeline.account.faults.inject({
      service: 'sqs',
      operation: 'SendMessageBatch',
      when: (call) => byPipeline(call, 'coordinator'),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });

    await pipeline.drain();
    end();
    const waiting = pipeline.queued(id).length;
    await pass(minutes(16));
    const marks = pipeline.queued(id).map(({ announced }) => announced);
    await pass(hours(2));

    assert.equal(waiting, 1);
    assert.deepEqual(marks, [true]);
    assert.deepEqual(toldOfMends(pipeline, id), ['To be mended', 'Mended']);
  });

  it('waits, and nobody is told, while it is not known who was told of what', async () => {
    const id = await brokenGroup();
    const end = pipeline.account.faults.inject({
      service: 's3',
      when: (call) => byPipeline(call, 'coordinator') && call.path.includes('grace/state.json'),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });

    await pass(hours(3));
    const [answer, told] = [await ingressOf(pipeline.account, id), toldOfMends(pipeline, id)];
    end();
    await pass(minutes(2));

    assert.deepEqual([answer, told], [[openLine], []]);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
  });

  it('is refused by the remediator too, where somebody passes by the coordinator', async () => {
    const id = await brokenGroup();
    const [instruction] = pipeline.queued(id);
    if (instruction === undefined) assert.fail('nothing was queued');
    const { accountId, region } = pipeline.account;
    const message = { messageId: 'forged', receiptHandle: 'forged', instruction };
    const work = [{ resource: instruction.resource, messages: [message] }];

    const answer = await pipeline.invoke('remediator-security-group', {
      version: 1,
      runId: 'by-hand',
      remediator: 'security-group',
      accountId,
      region,
      work,
    });

    const detail = 'GRACE_NOT_OVER: the grace period is not over: nothing was changed';
    assert.deepEqual(answer, {
      kind: 'returned',
      value: { results: [{ resourceId: id, outcome: 'refused', detail }] },
    });
    assert.deepEqual(changesOf(pipeline, id), []);
  });

  it('is of its rule alone: what others find is mended at once', async () => {
    const id = await createBucket(pipeline.account, 'without-grace', { acl: 'public-read' });
    await pipeline.account.settled();

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });
});
