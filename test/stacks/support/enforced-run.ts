import { ConfigServiceClient, StartConfigurationRecorderCommand } from '@aws-sdk/client-config-service';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { outcomesFromLog } from '../../../cli/demo/outcomes-from-log.ts';
import { buildWorld, type World } from '../../../cli/demo/world.ts';
import { storyRules } from '../../../cli/demo/story-rules.ts';
import type { LoggedCall } from '../../../local/call-log.ts';
import { deployPipeline, type Deployment } from '../../../local/deploy-pipeline.ts';
import type { AccessDecision } from '../../../local/iam/authoriser.ts';
import type { PolicyDocument } from '../../../local/iam/policy-document.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { startSlackReceiver } from '../../../local/slack-receiver.ts';
import { remediators } from '../../../remediators/registry.ts';

/** By the name of the role. */
export type Policies = Map<string, PolicyDocument[]>;

export interface EnforcedRun {
  /** All that the stack gives its roles. */
  readonly policies: Policies;
  readonly decisions: readonly AccessDecision[];
  /** What functions of the pipeline called. */
  readonly calls: readonly LoggedCall[];
  readonly outcomes: readonly { resourceId: string; outcome: string; detail: string }[];
  readonly deadLetters: readonly { resourceId: string; code: string }[];
  readonly slackMessages: number;
  readonly world: World;
}

/**
 * The pipeline's whole story on the local account, from the built bundles, while every function may do what the synthesised stack
 * gives its role and no more: findings, a mend of everything, one that has to be tried again, a poisoned message. `alter` changes
 * the policies before anything happens.
 */
export async function enforcedRun(
  bundles: readonly LambdaBundle[],
  alter: (policies: Policies, world: World) => void,
): Promise<EnforcedRun> {
  const slack = await startSlackReceiver();
  // Low enough that some items reach their rule as too large for an event.
  const account = await startLocalAccount({ seed: 1, delivery: { oversizedBytes: 2600 } });
  try {
    const variables = { exemptions: [endingSoon()], digest_time_utc: '' };
    const options = {
      bundles,
      slackWebhookUrl: slack.url,
      rules: storyRules,
      variables,
      pollMs: 3000,
      remediatorMs: 20_000,
    };
    const deployment = await deployPipeline(account, options);
    await account.settled();
    const world = await buildWorld(account);
    const policies = new Map(deployment.roles);
    const altered = new Map(policies);
    alter(altered, world);
    account.enforce(altered);

    await tellTheStory(account, deployment, altered);
    return {
      policies,
      decisions: [...account.decisions],
      calls: account.calls.calls.filter(({ principalArn }) => principalArn.includes(':assumed-role/configmend-')),
      outcomes: outcomesOf(account, deployment),
      deadLetters: deadLettersOf(account),
      slackMessages: slack.messages.length,
      world,
    };
  } finally {
    await account.stop();
    await slack.stop();
  }
}

async function tellTheStory(account: LocalAccount, deployment: Deployment, policies: Policies): Promise<void> {
  // Not retried by the SDK, and worth another attempt of ours (S3 API, "Error responses").
  account.faults.inject({
    service: 's3',
    operation: 'DeleteBucketPolicy',
    times: 1,
    fault: { kind: 'error', code: 'OperationAborted', status: 409 },
  });
  const config = new ConfigServiceClient(account.clientConfig());
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
  await account.settled();
  const poison = { QueueUrl: deployment.queueUrl, MessageBody: 'not an instruction' };
  await new SQSClient(account.clientConfig()).send(new SendMessageCommand(poison));
  await deployment.setAutoResponse(true);
  // The stack was applied again, with its own policies.
  account.enforce(policies);
  // In the fifth minute comes the watch over exemptions.
  for (let minute = 0; minute < 5; minute += 1) {
    account.clock.advance(60_000);
    await account.settled();
  }
}

/** Of a bucket that there is not: nothing is exempt, and there is something to remind of. */
function endingSoon() {
  const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
  return {
    id: 'ending-soon',
    rule: 's3-bucket-public-access',
    resource: 'no-such-bucket',
    owner: 'web',
    reason: 'the website moves',
    created: day(-20),
    expires: day(3),
  };
}

function outcomesOf(account: LocalAccount, deployment: Deployment): EnforcedRun['outcomes'] {
  return remediators.flatMap(({ id }) =>
    outcomesFromLog(account.services.lambda.logs(deployment.functionName(`remediator-${id}`))),
  );
}

function deadLettersOf({ services, accountId, region }: LocalAccount): EnforcedRun['deadLetters'] {
  return services.sqs
    .inspect(`arn:aws:sqs:${region}:${accountId}:configmend-dead-letters`)
    .map(({ body, attributes }) => ({
      resourceId: /"id":"((?:sg-|acme-)[^"]+)"/.exec(body)?.[1] ?? body,
      code: attributes['ReasonCode']?.StringValue ?? '',
    }));
}
