import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { applyEc2 } from '../../../remediators/apply-ec2.ts';
import { createRemediatorHandler } from '../../../remediators/handler.ts';
import { securityGroupRemediator } from '../../../remediators/security-group.ts';
import { ec2ClientOf, securityGroupKind } from '../../../resources/security-group-kind.ts';
import { rules } from '../../../rules/registry.ts';
import { addedKey, declaredKey } from '../../../exemptions/exemption-objects.ts';
import { initialSafetyState } from '../../../contract/safety-state.ts';
import { defaultLimits } from '../../../safety/limits.ts';
import { safetyKey } from '../../../safety/safety-store.ts';
import { createRuleHandler } from '../../../rules/handler.ts';
import { securityGroupRestrictedPorts } from '../../../rules/security-group-restricted-ports.ts';
import { answering } from '../../support/aws.ts';
import { exemptionBucket } from '../../support/exemption-bucket.ts';
import { batch, groupIdentity, held, portsRule, work } from '../../support/instructions.ts';
import { changeEvent } from '../../support/rule-events.ts';

const Line = v.looseObject({ level: v.string(), message: v.string() });
export type Line = v.InferOutput<typeof Line>;

/** Of its own, since the readers keep a client for each region. */
const region = 'eu-south-2';
const accountId = '123456789012';

/** The lines that the Lambda of a rule writes about one group that violates it. */
export async function linesOfRule(): Promise<Line[]> {
  const config = answering(new ConfigServiceClient({ region }), { PutEvaluations: {} });
  const sqs = answering(new SQSClient({ region }), { SendMessageBatch: {} });
  const environment = { QUEUE_URL: 'https://sqs/remediation', AWS_REGION: region, EXEMPTIONS_BUCKET: 'ledger' };
  const deps = { config: config.client, sqs: sqs.client, s3: exemptionBucket().client, environment };
  const handle = createRuleHandler(securityGroupRestrictedPorts, securityGroupKind, securityGroupRemediator, deps);
  return logged(() => handle(changeEvent()));
}

/** The lines that the Lambda of a remediator writes about one group that it mends and one that is not there, in a local account. */
export async function linesOfRemediator(): Promise<Line[]> {
  const account = await startLocalAccount({ seed: 1, accountId, region });
  const before = { ...process.env };
  try {
    Object.assign(process.env, account.environment(), await settings(account));
    const ec2 = new EC2Client(account.clientConfig());
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }));
    const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [open] }));
    const evidence = { source: 'config', capturedAt: new Date(account.clock.now() - 90_000).toISOString() } as const;
    const asked = [GroupId, 'sg-0123456789abcdef0'].map((id) =>
      work(held({ resource: groupIdentity(id, { region }), evidence })),
    );
    const handle = createRemediatorHandler(
      securityGroupRemediator,
      securityGroupKind,
      rules,
      (where) => (change) => applyEc2(ec2ClientOf(where), change),
    );
    const context = { invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:remediator` };
    return await logged(() => handle(batch(asked, { accountId, region }), context));
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await account.stop();
  }
}

async function settings(account: LocalAccount): Promise<Record<string, string>> {
  const [sqs, sns] = [new SQSClient(account.clientConfig()), new SNSClient(account.clientConfig())];
  const queue = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const topic = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
  const bucket = { Bucket: 'the-ledger', CreateBucketConfiguration: { LocationConstraint: region } } as const;
  const s3 = new S3Client({ ...account.clientConfig(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand(bucket));
  const objects = {
    [safetyKey]: initialSafetyState,
    [declaredKey]: { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
    [addedKey]: { version: 1, exemptions: [] },
  };
  for (const [Key, content] of Object.entries(objects)) {
    await s3.send(new PutObjectCommand({ Bucket: bucket.Bucket, Key, Body: JSON.stringify(content) }));
  }
  const gate = { Name: '/gate', Value: 'true', Type: 'String' } as const;
  await new SSMClient(account.clientConfig()).send(new PutParameterCommand(gate));
  return {
    QUEUE_URL: await queue('remediation'),
    DEAD_LETTER_QUEUE_URL: await queue('dead-letters'),
    NOTIFICATION_TOPIC_ARN: topic.TopicArn ?? '',
    GATE_PARAMETER: '/gate',
    RULE_PARAMETERS: JSON.stringify({ [portsRule]: {} }),
    LEDGER_BUCKET: 'the-ledger',
    BREAKER_LIMITS: JSON.stringify(defaultLimits),
  };
}

async function logged(run: () => Promise<unknown>): Promise<Line[]> {
  const print = sinon.stub(console, 'log');
  try {
    await run();
    return print.args.map(([line]) => v.parse(Line, JSON.parse(String(line))));
  } finally {
    print.restore();
  }
}
