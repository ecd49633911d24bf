import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { bundleLambdas } from '../build/bundle-lambdas.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import { deployPipeline } from '../local/deploy-pipeline.ts';
import { startLocalAccount } from '../local/local-account.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import { securityGroupRemediator } from '../remediators/security-group.ts';
import { createSecurityGroupReader } from '../resources/security-group-reader.ts';
import { instruct } from '../rules/instruct.ts';
import { parseParameters } from '../rules/parameters.ts';
import { securityGroupRestrictedPorts as rule } from '../rules/security-group-restricted-ports.ts';

export interface BacklogFigures {
  readonly resources: number;
  readonly mended: number;
  readonly seconds: number;
  readonly mendedPerSecond: number;
  /** Calls of coordinator and remediators per mended group, by service. */
  readonly callsPerGroup: Readonly<Record<string, number>>;
  /** Mutating EC2 calls alone. */
  readonly mutatingCallsPerGroup: number;
}

/**
 * A backlog of groups, every other one with a range that has to be split, mended by the built Lambdas on the local account. The
 * clock runs from the coordinator's start until the queue is empty.
 */
export async function benchBacklog(resources: number): Promise<BacklogFigures> {
  const bundles = await bundleLambdas();
  const account = await startLocalAccount({ seed: 1 });
  try {
    const deployment = await deployPipeline(account, {
      bundles,
      rules: ['security-group-restricted-ports'],
      breakerLimits: { per_run: 100_000, per_hour: 100_000, share_percent: 100 },
      pollMs: 120_000,
      remediatorMs: 60_000,
    });
    const ec2 = new EC2Client(account.clientConfig());
    await pMap(
      Array.from({ length: resources }, (_, index) => index),
      (index) => breakGroup(ec2, index),
      { concurrency: 16 },
    );
    const sqs = new SQSClient(account.clientConfig());
    await sendInstructions(sqs, deployment.queueUrl, await instructions(ec2, account));
    await deployment.setAutoResponse(true);
    account.calls.clear();
    const started = performance.now();
    const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
    const run = lambda.send(new InvokeCommand({ FunctionName: deployment.functionName('coordinator'), Payload: '{}' }));
    await untilEmpty(sqs, deployment.queueUrl, run);
    const seconds = (performance.now() - started) / 1000;
    const calls = account.calls.calls.filter(({ principalArn }) => principalArn.includes(':assumed-role/configmend-'));
    const callsPerGroup: Record<string, number> = {};
    for (const { service } of calls) callsPerGroup[service] = (callsPerGroup[service] ?? 0) + 1 / resources;
    const mutating = calls.filter(({ service, operation }) => service === 'ec2' && !operation.startsWith('Describe'));
    const mended = calls.filter(
      ({ operation, status }) => operation === 'RevokeSecurityGroupIngress' && status === 200,
    ).length;
    return {
      resources,
      mended,
      seconds,
      mendedPerSecond: mended / seconds,
      callsPerGroup,
      mutatingCallsPerGroup: mutating.length / resources,
    };
  } finally {
    await account.stop();
  }
}

async function breakGroup(ec2: EC2Client, index: number): Promise<void> {
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `backlog-${index}`, Description: 'bench' }),
  );
  const ports = index % 2 === 0 ? { FromPort: 22, ToPort: 22 } : { FromPort: 3380, ToPort: 3400 };
  const IpRanges = [{ CidrIp: '0.0.0.0/0', Description: 'temp' }, { CidrIp: '10.0.0.0/8' }];
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [{ IpProtocol: 'tcp', ...ports, IpRanges }] }),
  );
}

async function instructions(
  ec2: EC2Client,
  where: { accountId: string; region: string },
): Promise<NonNullable<ReturnType<typeof instruct>>[]> {
  const reader = createSecurityGroupReader(ec2, { ...where, partition: 'aws' });
  const parameters = parseParameters(rule, {});
  const groups: SecurityGroup[] = [];
  for await (const group of reader.list()) groups.push(group);
  const context = await reader.contextOf(groups);
  const evidence = { source: 'sweep' as const, capturedAt: new Date().toISOString() };
  return groups.flatMap(
    (group) =>
      instruct(rule, securityGroupRemediator, group, rule.evaluate(group, parameters, context), evidence) ?? [],
  );
}

/** Waits for the queue to be empty, hidden messages included; a coordinator that ends before has failed. */
async function untilEmpty(sqs: SQSClient, queueUrl: string, run: Promise<unknown>): Promise<void> {
  const state = { ended: false };
  const end = (): void => {
    state.ended = true;
  };
  void run.then(end, end);
  const AttributeNames = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  while (!state.ended) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...AttributeNames] }),
    );
    if (AttributeNames.every((name) => Attributes?.[name] === '0')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the coordinator ended before the queue was empty');
}
