import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { buildWorld } from '../../../cli/demo/world.ts';
import { deployPipeline, type Deployment } from '../../../local/deploy-pipeline.ts';
import type { AccessDecision } from '../../../local/iam/authoriser.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { startSlackReceiver } from '../../../local/slack-receiver.ts';
import { rules } from '../../../rules/registry.ts';
import type { Policies } from './enforced-run.ts';

/** What every function was allowed and used, where every rule is deployed and nearly everything is broken. */
export async function everyRuleRun(
  bundles: readonly LambdaBundle[],
): Promise<{ policies: Policies; decisions: readonly AccessDecision[] }> {
  const slack = await startSlackReceiver();
  // Low enough that some items reach their rule as too large for an event.
  const account = await startLocalAccount({ seed: 2, delivery: { oversizedBytes: 2600 } });
  try {
    const logs = 'acme-access-logs';
    await new S3Client(account.clientConfig()).send(
      new CreateBucketCommand({ Bucket: logs, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    const deployment = await deployPipeline(account, {
      bundles,
      slackWebhookUrl: slack.url,
      rules: rules.map(({ id }) => id),
      parameters: {
        's3-bucket-acls-disabled': { objectAcls: 'unused' },
        's3-account-public-access-block': { publicBuckets: 'none' },
        's3-bucket-logging': { targetBucket: logs },
        's3-bucket-encryption': { algorithm: 'aws:kms' },
      },
      breakerLimits: { per_run: 1000, per_hour: 1000, share_percent: 100 },
      pollMs: 3000,
      remediatorMs: 20_000,
      recording: true,
    });
    await buildWorld(account);
    await account.settled();
    await judgeAll(account, deployment);
    await deployment.setAutoResponse(true);
    // Exemptions are looked after every five minutes.
    for (let minute = 0; minute < 5; minute += 1) await pass(account);
    return { policies: new Map(deployment.roles), decisions: [...account.decisions] };
  } finally {
    await account.stop();
    await slack.stop();
  }
}

async function pass(account: LocalAccount): Promise<void> {
  account.clock.advance(60_000);
  await account.settled();
}

/** Those that run by the clock as well. */
async function judgeAll(account: LocalAccount, deployment: Deployment): Promise<void> {
  const ConfigRuleNames = rules.map(({ id }) => deployment.configRuleName(id));
  const config = new ConfigServiceClient(account.clientConfig());
  await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames }));
  await account.settled();
}
