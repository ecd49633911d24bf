import { ConfigServiceClient, paginateListDiscoveredResources } from '@aws-sdk/client-config-service';
import { EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { bundleLambdas, type LambdaBundle } from '../../build/bundle-lambdas.ts';
import { deployPipeline, type Deployment } from '../../local/deploy-pipeline.ts';
import { resolveLoopbackNames } from '../../local/loopback-names.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { startSlackReceiver } from '../../local/slack-receiver.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { readCompliance } from './compliance.ts';
import { demoExemption, exemptSection } from './exempt-section.ts';
import { feedSection } from './feed-section.ts';
import { invokeCoordinator } from './invoke-coordinator.ts';
import { describeState, readLiveState } from './live-state.ts';
import { readOutcomes } from './outcomes-from-log.ts';
import { mutatingCalls, pipelineCalls } from './pipeline-calls.ts';
import { deadLettersOf, inspectQueue } from './read-queue.ts';
import { storyRules } from './story-rules.ts';
import type { Story, Told } from './story.ts';
import { demoLimits, tugOfWarSection } from './tug-of-war-section.ts';
import { undoneSection } from './undone-section.ts';
import { buildWorld, type World } from './world.ts';

/** Told as soon as it is true, so that a watcher need not wait for the end. */
export type Tell = (told: Told) => void;

export interface StoryOptions {
  /** Where the Lambdas come from: built into `dist`, unless given. */
  readonly bundle?: () => Promise<readonly LambdaBundle[]>;
  /** One coordinator run polls for so long: here until the queue is empty, a deployed one for most of a minute. */
  readonly pollMs?: number;
}

/**
 * Runs the whole pipeline once: the built Lambdas, the unmodified SDK clients, the local account's AWS. Everything it tells
 * was read back from that account. It leaves nothing running.
 */
export async function runStory(tell: Tell, storyOptions: StoryOptions = {}): Promise<Story> {
  const { bundle = () => bundleLambdas(), pollMs = 990 } = storyOptions;
  const started = Date.now();
  const seconds: Record<string, number> = {};
  const lap = (name: string, since: number): void => {
    seconds[name] = Math.round((Date.now() - since) / 100) / 10;
  };
  resolveLoopbackNames();
  const bundles = await bundle();
  lap('bundles built', started);
  const slack = await startSlackReceiver();
  const account = await startLocalAccount({ seed: 1 });
  try {
    const world = await buildWorld(account);
    const accountSection = {
      accountId: account.accountId,
      region: account.region,
      groups: world.groups,
      buckets: world.buckets,
    };
    tell({ section: 'account', content: accountSection });

    const detecting = Date.now();
    const options = {
      bundles,
      slackWebhookUrl: slack.url,
      pollMs,
      remediatorMs: 20_000,
      rules: storyRules,
      recording: true,
      breakerLimits: demoLimits,
      // One message at a time, to be read whole.
      variables: {
        exemptions: [demoExemption(world)],
        enable_fast_path: true,
        slack_digest_seconds: 0,
        digest_time_utc: '',
      },
    };
    const asFound = await readLiveState(account);
    const deployment = await deployPipeline(account, options);
    await account.settled();
    const detected = await detectedSection(account, deployment);
    lap('detected', detecting);
    tell({ section: 'detected', content: detected });

    const waiting = await waitingSection(account, deployment);
    tell({ section: 'waiting', content: waiting });

    const mending = Date.now();
    const mended = await mendedSection(account, deployment, world);
    lap('mended and told', mending);
    tell({ section: 'mended', content: mended });

    const exempt = await exemptSection(account, deployment, world, asFound);
    tell({ section: 'exempt', content: exempt });

    const holding = Date.now();
    const tugOfWar = await tugOfWarSection(account, deployment, world);
    lap('brought back twice', holding);
    tell({ section: 'tugOfWar', content: tugOfWar });

    const undoing = Date.now();
    const undone = await undoneSection(account, deployment, world, mended.outcomes, asFound);
    lap('undone', undoing);
    tell({ section: 'undone', content: undone });

    const feed = feedSection(slack.messages as SlackMessage[], world);
    tell({ section: 'feed', content: feed });
    lap('in all', started);
    const outcomes: Record<string, number> = {};
    for (const { outcome } of readOutcomes(account, deployment)) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const rules = await readCompliance(account, deployment);
    const end = { rules, outcomes, awsCalls: pipelineCalls(account), seconds };
    tell({ section: 'end', content: end });
    return { account: accountSection, detected, waiting, mended, exempt, tugOfWar, undone, feed, end };
  } finally {
    await account.stop();
    await slack.stop();
  }
}

async function detectedSection(account: LocalAccount, deployment: Deployment): Promise<Story['detected']> {
  const rules = await readCompliance(account, deployment);
  const config = new ConfigServiceClient(account.clientConfig());
  let itemsRecorded = 0;
  for (const resourceType of ['AWS::EC2::SecurityGroup', 'AWS::S3::Bucket'] as const) {
    for await (const page of paginateListDiscoveredResources({ client: config }, { resourceType })) {
      itemsRecorded += page.resourceIdentifiers?.length ?? 0;
    }
  }
  return {
    itemsRecorded,
    putEvaluations: account.calls.count({ service: 'config', operation: 'PutEvaluations' }),
    rules,
  };
}

async function waitingSection(account: LocalAccount, deployment: Deployment): Promise<Story['waiting']> {
  const before = await readLiveState(account);
  const inspection = await inspectQueue(account, deployment);
  const coordinator = await invokeCoordinator(account, deployment);
  const after = await readLiveState(account);
  const { resources } = await inspectQueue(account, deployment);
  return {
    gate: 'closed',
    inspection,
    coordinator,
    mutatingCalls: mutatingCalls(account),
    stateUnchanged: JSON.stringify([...before]) === JSON.stringify([...after]),
    queueUnchanged: JSON.stringify(resources) === JSON.stringify(inspection.resources),
  };
}

async function mendedSection(account: LocalAccount, deployment: Deployment, world: World): Promise<Story['mended']> {
  const ec2 = new EC2Client(account.clientConfig());
  const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Ipv6Ranges: [{ CidrIpv6: '2000::/3' }] };
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: world.handMendedGroup, IpPermissions: [open] }));
  account.faults.inject({
    service: 'ec2',
    operation: 'RevokeSecurityGroupIngress',
    when: ({ body }) => body.includes(world.guardedGroup),
    fault: {
      kind: 'error',
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation: explicit deny in a service control policy.',
      status: 403,
    },
  });
  await account.settled();
  await deployment.setAutoResponse(true);
  account.clock.advance(60_000);
  await account.settled();
  const state = await readLiveState(account);
  const deadLetters = await deadLettersOf(account, deployment);
  return {
    handMended: world.handMendedGroup,
    denied: world.guardedGroup,
    outcomes: readOutcomes(account, deployment).map((outcome) => ({
      ...outcome,
      liveAfter: describeState(state.get(outcome.resourceId)),
    })),
    deadLetters: deadLetters.map(({ resource, code = '', reason = '' }) => ({
      resourceId: resource?.id ?? '',
      code,
      reason,
    })),
  };
}
