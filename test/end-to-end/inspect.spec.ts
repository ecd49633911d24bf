import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import type { InspectedState, Inspection } from '../../cli/inspect/inspection.ts';
import { peek } from '../../queue/peek.ts';
import { configmend } from '../support/cli.ts';
import { createBucket } from './support/buckets.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ec2Of, ingressOf, tcp } from './support/security-groups.ts';

describe('configmend inspect and dead-letters, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    // A parameter of its own: who judges by the defaults would find other ports open.
    pipeline = await startPipeline({ parameters: { 'security-group-restricted-ports': { ports: '22,9999' } } });
  });
  after(() => pipeline.stop());

  const command = (...args: readonly string[]) =>
    configmend(args, {
      ...pipeline.account.environment(),
      CONFIGMEND_QUEUE: pipeline.deployment.queueUrl,
      CONFIGMEND_LEDGER_BUCKET: pipeline.deployment.ledgerBucket,
    });
  const inspectLive = async (...args: readonly string[]): Promise<Inspection> => {
    const { code, stdout, stderr } = await command('inspect', '--live', '--json', ...args);
    assert.equal(code, 0, stderr);
    const inspection: Inspection = JSON.parse(stdout);
    return inspection;
  };

  it('shows what would be done, costs no message its life, and then it is done', async () => {
    const group = await createGroup(pipeline.account, [tcp([9998, 9999], '0.0.0.0/0')]);
    const bucket = await createBucket(pipeline.account, 'photos', { acl: 'public-read' });
    await pipeline.account.settled();
    const sqs = new SQSClient(pipeline.account.clientConfig());
    const { queueUrl } = pipeline.deployment;

    for (let times = 0; times < 200; times++) {
      await peek(sqs, queueUrl, { take: () => undefined, expected: 2, waitSeconds: 0 });
    }
    const inspection = await inspectLive();

    assert.deepEqual(
      inspection.resources.map(({ resource, state, findings, harm }) => [
        resource.id,
        state,
        findings[0]?.exposure,
        harm?.length,
      ]),
      [
        [group, 'confirmed', ['tcp 9999 from the whole IPv4 internet'], 1],
        [bucket, 'confirmed', ['READ by ACL to everyone on the internet'], 1],
      ],
    );
    assert.deepEqual(inspection.notes, []);
    assert.deepEqual(changesOf(pipeline), []);
    for (const { attempt } of pipeline.queued()) assert.equal(attempt, 0);

    // Between two calls of a mend the group is as open as before, and would be found again.
    await pipeline.record(false);
    await pipeline.deployment.setAutoResponse(true);
    const drained = await pipeline.drain();
    await pipeline.deployment.setAutoResponse(false);
    await pipeline.record(true);
    assert.deepInclude(drained, { messages: 2, deadLetters: 0, outcomes: { mended: 2 } });
    assert.deepEqual(await ingressOf(pipeline.account, group), ['tcp 9998 0.0.0.0/0']);
    // The two remediators work side by side, each in the order of its plan.
    const planned = inspection.resources.map(({ plan }) => plan.changes.map(({ operation }) => operation));
    const done = changesOf(pipeline);
    assert.lengthOf(done, planned.flat().length);
    for (const calls of planned)
      assert.deepEqual(
        done.filter((call) => calls.includes(call)),
        calls,
      );
    assert.deepEqual(pipeline.deadLetters(), []);
  });

  it('marks what has changed since it was queued', async () => {
    const { account } = pipeline;
    const open = (port: number) => createGroup(account, [tcp(port, '0.0.0.0/0')]);
    const [same, mended] = [await open(22), await open(22)];
    await account.settled();
    await pipeline.record(false);
    await ec2Of(account).send(
      new RevokeSecurityGroupIngressCommand({ GroupId: mended, IpPermissions: [tcp(22, '0.0.0.0/0')] }),
    );

    const inspection = await inspectLive('--rule', 'security-group-restricted-ports');

    const states = new Map(
      inspection.resources.map(({ resource, state }): [string, InspectedState] => [resource.id, state]),
    );
    assert.deepEqual([states.get(same), states.get(mended)], ['confirmed', 'clean']);
    await pipeline.record(true);
  });

  it('puts a dead letter back once its cause is gone, and it is mended', async () => {
    const { account, deployment } = pipeline;
    const id = await createGroup(account, [tcp(22, '0.0.0.0/0')]);
    await account.settled();
    const allow = account.faults.inject({
      operation: 'RevokeSecurityGroupIngress',
      when: ({ body }) => body.includes(id),
      fault: { kind: 'error', code: 'UnauthorizedOperation', message: 'explicit deny', status: 403 },
    });
    await deployment.setAutoResponse(true);
    await pipeline.drain();
    allow();
    assert.lengthOf(pipeline.deadLetters(), 1);

    const explained = await command('dead-letters', 'explain');
    const returned = await command('dead-letters', 'return', '--all', '--yes');
    await pipeline.drain();

    assert.match(explained.stdout, new RegExp(`^${id} [^]*code +CHANGE_DENIED[^]*next +Allow what the reason names`));
    assert.match(returned.stdout, /^1 message put back/);
    assert.deepEqual(pipeline.deadLetters(), []);
    assert.deepEqual(await ingressOf(account, id), []);
  });
});
