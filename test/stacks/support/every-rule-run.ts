import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { buildWorld } from '../../../cli/demo/world.ts';
import { deployPipeline, type Deployment } from '../../../local/deploy-pipeline.ts';
import type { AccessDecision } from '../../../local/iam/authoriser.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { startSlackReceiver } from '../../../local/slack-receiver.ts';
import { rules } from '../../../rules/registry.ts';
import { isJudgedByConfig } from '../../../rules/rule.ts';
import type { Policies } from './enforced-run.ts';

const routeParameter = '/team/low';

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
    await new SSMClient(account.clientConfig()).send(
      new PutParameterCommand({ Name: routeParameter, Value: slack.add('route').url, Type: 'SecureString' }),
    );
    const deployment = await deployPipeline(account, {
      bundles,
      slackWebhookUrl: slack.url,
      rules: rules.map(({ id }) => id),
      parameters: {
        's3-bucket-acls-disabled': { objectAcls: 'unused', hiddenGrants: 'none' },
        's3-account-public-access-block': { publicBuckets: 'none' },
        's3-bucket-logging': { targetBucket: logs },
        's3-bucket-encryption': { algorithm: 'aws:kms' },
        'security-group-unapproved-change': { approvedPrincipals: 'arn:aws:iam::*:role/deploy' },
      },
      breakerLimits: { per_run: 1000, per_hour: 1000, share_percent: 100 },
      variables: {
        enable_fast_path: true,
        digest_time_utc: '',
        slack_routes: [{ severities: ['low'], webhook_parameter: routeParameter }],
      },
      pollMs: 3000,
      remediatorMs: 20_000,
      recording: true,
    });
    await buildWorld(account);
    await account.settled();
    await judgeAll(account, deployment);
    // Something that Slack will never take, and something that it does not take now.
    const later = { status: 429, body: 'rate_limited', retryAfter: 0 };
    slack.refusals.push({ status: 400, body: 'invalid_blocks' }, later, later, later, later);
    await run(account, deployment, 'digest');
    await deployment.setAutoResponse(true);
    // It finds the same again, and wakes the coordinator. What starts twice is looked at once.
    const scheduled = { id: 'a-day', time: new Date(account.clock.now()).toISOString() };
    for (let start = 0; start < 2; start += 1) await run(account, deployment, 'sweep', scheduled);
    await changeGroup(account);
    // Exemptions are looked after every five minutes.
    for (let minute = 0; minute < 5; minute += 1) await pass(account);
    await run(account, deployment, 'digest');
    return { policies: new Map(deployment.roles), decisions: [...account.decisions] };
  } finally {
    await account.stop();
    await slack.stop();
  }
}

/**
 * With the gate open, so that the fast path wakes the coordinator: rules that whom it is allowed to has added, for addresses and for a
 * prefix list, and that somebody else then changes.
 */
async function changeGroup(account: LocalAccount): Promise<void> {
  const ec2 = new EC2Client(account.clientConfig());
  const session = account.environment({ roleArn: `arn:aws:iam::${account.accountId}:role/deploy` });
  const credentials = {
    accessKeyId: session['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: 'local',
    sessionToken: 'local',
  };
  const deploy = new EC2Client({ ...account.clientConfig(), credentials });
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'changed', Description: 'changed' }));
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({ PrefixListName: 'peers', AddressFamily: 'IPv4', MaxEntries: 1 }),
  );
  const PrefixListId = PrefixList?.PrefixListId ?? '';
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const { SecurityGroupRules = [] } = await deploy.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ ...rule, IpRanges: [{ CidrIp: '10.0.0.0/8' }], PrefixListIds: [{ PrefixListId }] }],
    }),
  );
  await account.settled();
  const changed = SecurityGroupRules.map(({ SecurityGroupRuleId, PrefixListId: list }) => ({
    SecurityGroupRuleId,
    SecurityGroupRule: {
      ...rule,
      ...(list === undefined ? { CidrIpv4: '0.0.0.0/0' } : { PrefixListId: list, ToPort: 23 }),
    },
  }));
  await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: changed }));
  await account.settled();
  await changeUnknownRule(account, ec2);
}

/** What it was nobody can say for certain, so that people are told. */
async function changeUnknownRule(account: LocalAccount, ec2: EC2Client): Promise<void> {
  account.trail.logging = false;
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'unknown', Description: 'unknown' }));
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
  const IpPermissions = [{ ...rule, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
  const { SecurityGroupRules } = await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  account.trail.logging = true;
  const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
  const changed = { SecurityGroupRuleId, SecurityGroupRule: { ...rule, CidrIpv4: '10.0.0.0/9' } };
  await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [changed] }));
  await account.settled();
}

/** As its schedule would. */
async function run(
  account: LocalAccount,
  deployment: Deployment,
  name: 'digest' | 'sweep',
  event: object = {},
): Promise<void> {
  const FunctionName = deployment.functionName(name);
  await new LambdaClient(account.clientConfig()).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  await account.settled();
}

async function pass(account: LocalAccount): Promise<void> {
  account.clock.advance(60_000);
  await account.settled();
}

/** Those that run by the clock as well. */
async function judgeAll(account: LocalAccount, deployment: Deployment): Promise<void> {
  const ConfigRuleNames = rules.filter(isJudgedByConfig).map(({ id }) => deployment.configRuleName(id));
  const config = new ConfigServiceClient(account.clientConfig());
  await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames }));
  await account.settled();
}
