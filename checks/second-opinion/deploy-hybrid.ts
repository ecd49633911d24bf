import type { LambdaBundle } from '../../build/bundle-lambdas.ts';
import { deployMember } from '../../local/deploy-member.ts';
import { type Deployment, deployPipeline } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { SlackReceiver } from '../../local/slack-receiver.ts';
import { rules } from '../../rules/registry.ts';
import { approvalBucket, hub, logBucket, member, pipelineRole } from './names.ts';
import { region } from './sides.ts';

/** Of the coordinator: it waits for no message, and works what is there. */
const pollMs = 990;

/** What the rules are asked for, such that each finds something that it may mend. */
const parameters = {
  // What is not to be found in a range beside SSH.
  'security-group-authorized-ports': { tcpPorts: '15-19,80,443' },
  'security-group-unapproved-change': { approvedPrincipals: pipelineRole, approvalBucket, approvalAccount: member },
  's3-account-public-access-block': { publicBuckets: 'none' },
  's3-bucket-acls-disabled': { objectAcls: 'unused', hiddenGrants: 'none' },
  's3-bucket-public-access-block': { objectAcls: 'unused' },
  's3-bucket-encryption': { algorithm: 'aws:kms' },
  's3-bucket-logging': { targetBucket: logBucket, targetPrefix: '{bucket}/' },
};
/** Of what is not logged: longer than what the remediators let a clock be ahead, and than two beginnings may be apart that are one. */
export const graceMinutes = 20;

/** Into the local account: the hub, where every rule mends, and the member. */
export async function deployBoth(
  account: LocalAccount,
  slack: SlackReceiver,
  bundles: readonly LambdaBundle[],
): Promise<Deployment> {
  const deployment = await deployPipeline(account, {
    bundles,
    rules: rules.map(({ id }) => id),
    pollMs,
    remediatorMs: 20_000,
    parameters,
    gracePeriods: { 's3-bucket-logging': `${graceMinutes}m` },
    slackWebhookUrl: slack.url,
    recording: true,
    variables: {
      digest_time_utc: '',
      slack_digest_seconds: 0,
      enable_fast_path: true,
      sweep_schedule: '',
      member_accounts: {
        [hub]: { name: 'security', mode: 'auto', regions: [region] },
        [member]: { name: 'payments', mode: 'auto', regions: [region] },
      },
      external_id: 'agreed-with-security',
      organization_id: 'o-a1b2c3d4e5',
    },
  });
  await deployMember(account, {
    bundles,
    place: { accountId: member, region },
    variables: { ...deployment.memberSettings(), judge: 'local' },
    recording: true,
  });
  return deployment;
}
