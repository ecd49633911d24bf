import { AuthorizeSecurityGroupIngressCommand, type IpPermission } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { addedKey } from '../../../exemptions/exemption-objects.ts';
import { safetyKey } from '../../../safety/safety-store.ts';
import type { LocalAccount } from '../../../local/local-account.ts';
import { createBucket } from '../../end-to-end/support/buckets.ts';
import { ledgerOf } from '../../end-to-end/support/ledger.ts';
import { type Pipeline, startPipeline } from '../../end-to-end/support/pipeline.ts';
import { createGroup, ec2Of, tcp } from '../../end-to-end/support/security-groups.ts';

/** An account in which the documents' commands have something to show: it was deployed, and lived for a while. */
export interface DocumentedAccount {
  readonly pipeline: Pipeline;
  /** What `terraform output` says of those outputs that a command needs the value of. */
  readonly outputs: Readonly<Record<string, string>>;
  /** A security group that was mended, keeps coming back, and waits in the queue. */
  readonly contestedGroup: string;
  /** The id of a mend that no document before this one has undone. */
  action(): string;
  /** The id of a message among the dead letters. */
  deadLetter(): string;
  /** Before each document: dead letters, added exemptions and safeguards as they were at first. */
  rewind(): Promise<void>;
  stop(): Promise<void>;
}

const open = tcp(22, '0.0.0.0/0');

/** One for each document that undoes one. */
const mends = 8;

export async function startDocumentedAccount(): Promise<DocumentedAccount> {
  const pipeline = await startPipeline({ open: true, breakerLimits: { tug_of_war: 1, share_percent: 100 } });
  try {
    return await live(pipeline);
  } catch (error) {
    await pipeline.stop();
    throw error;
  }
}

async function live(pipeline: Pipeline): Promise<DocumentedAccount> {
  const { account, deployment } = pipeline;
  const { ledgerBucket: Bucket, queueUrl, deadLetterQueueUrl, noticesTopicArn, gateParameter } = deployment;
  const s3 = new S3Client(account.clientConfig());
  const { contestedGroup, mended } = await history(pipeline);
  await waiting(pipeline, contestedGroup);
  for (const id of ['111122223333', '444455556666']) {
    account.services.sts.roles.register({ arn: `arn:aws:iam::${id}:role/audit`, trusted: ['*'] });
  }

  const actions = await Promise.all(mended.map((id) => mendOf(pipeline, id)));
  const objects = await Promise.all([addedKey, safetyKey].map(async (Key) => ({ Key, Body: await content(Key) })));
  const { arn = '' } = account.services.sqs.queueByUrl(deadLetterQueueUrl, account.region) ?? {};
  const letters = () => account.services.sqs.inspect(arn);
  const [letter = assert.fail('nothing has failed')] = letters();
  passLongPolls(account);
  let action: string | undefined;
  return {
    pipeline,
    contestedGroup,
    outputs: {
      queue_url: queueUrl,
      dead_letter_queue_url: deadLetterQueueUrl,
      ledger_bucket: Bucket,
      notices_topic_arn: noticesTopicArn,
      gate_parameter: gateParameter,
    },
    action() {
      action ??= actions.shift() ?? assert.fail('more documents undo a mend than there are mends: make more of them');
      return action;
    },
    deadLetter: () => letters()[0]?.messageId ?? assert.fail('no dead letter'),
    async rewind() {
      action = undefined;
      for (const object of objects) await s3.send(new PutObjectCommand({ Bucket, ...object }));
      if (letters().length === 0) account.services.sqs.deliver(arn, letter.body, letter.attributes);
    },
    stop: () => pipeline.stop(),
  };

  async function content(Key: string): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  }
}

/** What the ledger, the safeguards and the dead letters know of: mends, one that keeps coming back, and one that is denied. */
async function history(pipeline: Pipeline): Promise<{ contestedGroup: string; mended: readonly string[] }> {
  const { account } = pipeline;
  const broken = (): Promise<string> => createGroup(account, [open]);
  const [contestedGroup, guarded] = [await broken(), await broken()];
  const mended: string[] = [];
  while (mended.length < mends) mended.push(await broken());
  account.faults.inject({
    operation: 'RevokeSecurityGroupIngress',
    when: ({ body }) => body.includes(guarded),
    fault: { kind: 'error', code: 'UnauthorizedOperation', message: 'explicit deny', status: 403 },
  });

  const first = await pipeline.drain();
  await authorise(account, contestedGroup, open);
  const second = await pipeline.drain();

  assert.deepInclude(first, { outcomes: { mended: mends + 1, failed: 1 } });
  assert.deepInclude(second, { outcomes: { contested: 1 } });
  return { contestedGroup, mended };
}

/** With the gate closed, what `inspect` shows. */
async function waiting(pipeline: Pipeline, group: string): Promise<void> {
  const { account, deployment } = pipeline;
  const closed = new PutParameterCommand({ Name: deployment.gateParameter, Value: 'false', Overwrite: true });
  await new SSMClient(account.clientConfig()).send(closed);
  await authorise(account, group, tcp(3389, '0.0.0.0/0'));
  await createBucket(account, 'photos', { acl: 'public-read' });
  await account.settled();
  assert.sameMembers(
    pipeline.queued().map(({ resource }) => resource.id),
    [group, 'photos'],
  );
}

/** A read of a queue ends with a poll that waits for a second, and there are dozens: that second passes at once. */
function passLongPolls({ faults, clock }: LocalAccount): void {
  faults.inject({
    operation: 'ReceiveMessage',
    when() {
      // Once it waits; where it does not yet, it waits in real time.
      setTimeout(() => clock.advance(1000), 20);
      return false;
    },
    fault: { kind: 'delay', ms: 0 },
  });
}

async function authorise(account: LocalAccount, GroupId: string, ...IpPermissions: IpPermission[]): Promise<void> {
  await ec2Of(account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

async function mendOf(pipeline: Pipeline, id: string): Promise<string> {
  const entries = (await ledgerOf(pipeline, id)).flatMap((versions) => versions.at(-1)?.actions ?? []);
  return entries.find(({ resource }) => resource.id === id)?.id ?? assert.fail(`${id} was not mended`);
}
