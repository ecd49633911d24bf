import { bundleLambdas, type LambdaBundle } from '../../build/bundle-lambdas.ts';
import { deployPipeline } from '../../local/deploy-pipeline.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { resolveLoopbackNames } from '../../local/loopback-names.ts';
import { startSlackReceiver } from '../../local/slack-receiver.ts';
import { demoExemption } from './exempt-section.ts';
import type { ServedWorld } from './serve-source.ts';
import { buildWorld, type World } from './world.ts';

/** Wider than the story's, so that there is more to see; few enough that each mend can be followed. */
const servedRules: readonly string[] = [
  'security-group-restricted-ports',
  'security-group-default-closed',
  's3-bucket-public-access',
  's3-bucket-public-access-block',
  's3-bucket-encryption',
];

/** So wide that a first look does not end at the breaker, whose default stops at a quarter of an account. */
const servedLimits = { per_run: 100, per_hour: 1000, share_percent: 100, tug_of_war: 3 };

/** The demo's world with the whole pipeline in it, the gate closed and all that is broken found. `stop` ends all of it. */
export async function startServedWorld(
  bundle: () => Promise<readonly LambdaBundle[]> = () => bundleLambdas(),
): Promise<ServedWorld & { stop(): Promise<void> }> {
  resolveLoopbackNames();
  const bundles = await bundle();
  const slack = await startSlackReceiver();
  const account = await startLocalAccount({ seed: 1 });
  const stop = async (): Promise<void> => {
    await account.stop();
    await slack.stop();
  };
  try {
    const world = await buildWorld(account);
    const deployment = await deployPipeline(account, {
      bundles,
      slackWebhookUrl: slack.url,
      remediatorMs: 20_000,
      rules: servedRules,
      recording: true,
      breakerLimits: servedLimits,
      // A second gathers a burst, and nobody waits for it.
      variables: { exemptions: [demoExemption(world)], enable_fast_path: true, slack_digest_seconds: 1 },
    });
    deny(account, world);
    await account.settled();
    return { account, deployment, slack, world, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One mend fails, so that there is a dead letter to look at. */
function deny(account: LocalAccount, { guardedGroup }: World): void {
  account.faults.inject({
    service: 'ec2',
    operation: 'RevokeSecurityGroupIngress',
    when: ({ body }) => body.includes(guardedGroup),
    fault: {
      kind: 'error',
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation: explicit deny in a service control policy.',
      status: 403,
    },
  });
}
