import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { drained } from '../end-to-end/support/drained.ts';
import { inOutbox } from '../end-to-end/support/outbox.ts';
import { type Pipeline, startPipeline } from '../end-to-end/support/pipeline.ts';
import { createGroup, ec2Of, ingressOf, tcp } from '../end-to-end/support/security-groups.ts';
import { told } from '../end-to-end/support/told.ts';
import { verdictOn } from '../end-to-end/support/verdict.ts';
import { readHistory } from '../../safety/ledger-history.ts';

const rule = 'security-group-restricted-ports';

describe('messages that somebody deletes', () => {
  let pipeline: Pipeline;
  let sqs: SQSClient;
  before(async () => {
    pipeline = await startPipeline({ open: true, rules: [rule] });
    sqs = new SQSClient(pipeline.account.clientConfig());
  });
  after(() => pipeline.stop());
  afterEach(() => {
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(inOutbox(pipeline), []);
  });

  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    return id;
  };
  const complianceOf = async (id: string) => (await verdictOn(pipeline, id, rule))?.ComplianceType;

  /** One by one, as somebody does who may receive them and delete them. */
  const deleteQueued = async (): Promise<void> => {
    const QueueUrl = pipeline.deployment.queueUrl;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    assert.deepEqual(pipeline.queued(), []);
  };

  describe('from the remediation queue', () => {
    let id: string;
    beforeEach(async () => {
      id = await brokenGroup();
      assert.lengthOf(pipeline.queued(id), 1);
      await deleteQueued();
    });
    afterEach(async () => {
      assert.deepEqual(await pipeline.drain(), drained(1, { mended: 1 }));
      assert.deepEqual(await ingressOf(pipeline.account, id), []);
      assert.deepEqual(pipeline.deadLetters(), []);
    });

    it('make a violation wait, which AWS Config shows all the while, until the resource is changed the next time', async () => {
      assert.deepEqual(await pipeline.drain(), drained(0, {}));
      assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
      assert.equal(await complianceOf(id), 'NON_COMPLIANT');

      const IpPermissions = [tcp(3389, '0.0.0.0/0')];
      await ec2Of(pipeline.account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
      await pipeline.account.settled();

      assert.lengthOf(pipeline.queued(id), 1);
    });

    it('make it wait until the next sweep where nobody changes it', async () => {
      assert.deepEqual(await pipeline.drain(), drained(0, {}));

      await pipeline.invoke('sweep', {});

      assert.deepEqual(
        pipeline.queued(id).map(({ evidence }) => evidence.source),
        ['sweep'],
      );
    });
  });

  it('from the outbox silence Slack, and nothing else: the mend is made, and ledger, AWS Config and digest have it', async () => {
    const { account, deployment, slack } = pipeline;
    slack.down = true;
    const id = await brokenGroup();
    const summary = await pipeline.drain();
    assert.isNotEmpty(inOutbox(pipeline));

    await sqs.send(new PurgeQueueCommand({ QueueUrl: deployment.outboxUrl }));
    slack.down = false;
    account.clock.advance(60_000);
    await account.settled();

    assert.deepEqual(told(pipeline, id), []);
    assert.deepEqual(summary, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(account, id), []);
    assert.equal(await complianceOf(id), 'COMPLIANT');
    const span = { since: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) };
    const { entries } = await readHistory(new S3Client(account.clientConfig()), deployment.ledgerBucket, span);
    const actions = entries.flatMap((entry) => entry.actions).filter(({ resource }) => resource.id === id);
    assert.deepEqual(
      actions.map(({ outcome }) => outcome),
      ['mended'],
    );

    await pipeline.invoke('digest', {});
    const mends = entries.flatMap((entry) => entry.actions).length;
    assert.match(
      account.services.lambda.logs(deployment.functionName('digest')).join('\n'),
      new RegExp(`"mended":${mends}\\b`),
    );
    const next = await brokenGroup();
    assert.deepEqual(told(pipeline, next), ['Non-compliant'], 'what comes next is told as ever');
    await pipeline.drain();
  });
});
