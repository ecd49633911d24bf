import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { deployMember, type Member } from '../../local/deploy-member.ts';
import { deployPipeline, type Deployment } from '../../local/deploy-pipeline.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { roleClients } from './support/iam.ts';
import { assertRefused } from './support/refusal.ts';
import { fakeBundles } from './terraform/support/fake-bundles.ts';

const member = '210987654321';
const regions = ['eu-west-1', 'us-east-1'];
const ruleId = 'security-group-restricted-ports';

describe('A member beside the hub', () => {
  let account: LocalAccount;
  let hub: Deployment;
  let near: Member;
  let far: Member;
  before(async () => {
    const bundles = fakeBundles();
    account = await startLocalAccount({ organization: { id: 'o-a1b2c3d4e5' } });
    const variables = {
      external_id: 'agreed',
      organization_id: 'o-a1b2c3d4e5',
      member_accounts: { [member]: { name: 'payments', mode: 'auto', regions } },
    };
    const rules = [ruleId];
    hub = await deployPipeline(account, { bundles, rules, variables });
    const settings = hub.memberSettings();
    near = await deployMember(account, {
      bundles,
      place: { accountId: member, region: 'eu-west-1' },
      variables: settings,
    });
    far = await deployMember(account, {
      bundles,
      place: { accountId: member, region: 'us-east-1' },
      variables: { ...settings, judge: 'local' },
    });
  });
  after(() => account.stop());

  const mender = `arn:aws:iam::${member}:role/configmend-mender-security-group`;
  const assume = (role: string, more: { ExternalId?: string; Policy?: string } = { ExternalId: 'agreed' }) =>
    roleClients(account, `configmend-eu-west-1-${role}`)
      .of(STSClient)
      .send(new AssumeRoleCommand({ RoleArn: mender, RoleSessionName: 'run', ...more }));

  it('is judged by the hub’s functions in the hub’s region, and by its own in another', async () => {
    const judgeOf = async ({ place: { accountId, region }, configRuleName }: Member) => {
      const asked = new DescribeConfigRulesCommand({ ConfigRuleNames: [configRuleName(ruleId)] });
      const { ConfigRules } = await new ConfigServiceClient(account.clientConfig(region, accountId)).send(asked);
      return ConfigRules?.[0]?.Source?.SourceIdentifier;
    };
    const named = (accountId: string, region: string, name: string) =>
      `arn:aws:lambda:${region}:${accountId}:function:${name}`;

    assert.equal(await judgeOf(near), named(account.accountId, 'eu-west-1', hub.functionName(ruleId)));
    assert.equal(await judgeOf(far), named(member, 'us-east-1', far.functionName(ruleId)));
  });

  it('has its own functions send to the hub’s queue as this account can be called', async () => {
    const lambda = new LambdaClient(account.clientConfig('us-east-1', member));
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: far.functionName(ruleId) }));

    const { environment } = JSON.parse(Buffer.from(Payload ?? []).toString()) as {
      environment: Record<string, string>;
    };
    assert.equal(environment['QUEUE_URL'], hub.queueUrl);
    assert.equal(environment['HUB_REGION'], 'eu-west-1');
  });

  it('has its roles made in one region, each for one of the hub’s remediators and with the external id', async () => {
    assert.include([...near.roles.keys()], 'configmend-mender-security-group');
    assert.notInclude([...far.roles.keys()], 'configmend-mender-security-group');
    await assertRefused(assume('remediator-s3-bucket'), 'AccessDenied', /sts:AssumeRole/);
    await assertRefused(assume('coordinator'), 'AccessDenied');
    await assertRefused(assume('remediator-security-group', { ExternalId: 'guessed' }), 'AccessDenied');
    const administrator = new STSClient({ ...account.clientConfig(), maxAttempts: 1 });
    await assertRefused(
      administrator.send(new AssumeRoleCommand({ RoleArn: mender, RoleSessionName: 'run', ExternalId: 'agreed' })),
      'AccessDenied',
    );

    const { AssumedRoleUser } = await assume('remediator-security-group');

    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${member}:assumed-role/configmend-mender-security-group/run`);
  });

  it('has sessions that may do what their role may, in every region, and what their own policy says', async () => {
    const ec2Of = async (region: string, Policy?: string): Promise<EC2Client> => {
      const asked = { ExternalId: 'agreed', ...(Policy === undefined ? {} : { Policy }) };
      const { Credentials } = await assume('remediator-security-group', asked);
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: 'x',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      return new EC2Client({ ...account.clientConfig(region), credentials, maxAttempts: 1 });
    };
    const nothing = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });

    for (const region of regions) {
      const { SecurityGroups = [] } = await (await ec2Of(region)).send(new DescribeSecurityGroupsCommand({}));
      assert.deepEqual(
        SecurityGroups.map(({ OwnerId }) => OwnerId),
        [member],
      );
    }
    await assertRefused((await ec2Of('us-east-1')).send(new DescribeVpcsCommand({})), 'UnauthorizedOperation');
    await assertRefused(
      (await ec2Of('us-east-1', nothing)).send(new DescribeSecurityGroupsCommand({})),
      'UnauthorizedOperation',
      /session policy/,
    );
  });

  it('sends what happens there to the hub’s bus, which takes it', async () => {
    const event = {
      source: 'aws.config',
      detailType: 'Config Rules Compliance Change',
      resources: [],
      detail: {
        messageType: 'ComplianceChangeNotification',
        configRuleName: near.configRuleName(ruleId),
        newEvaluationResult: { complianceType: 'NON_COMPLIANT' },
      },
    };
    const from = account.decisions.length;

    account.services.events.emit(event, { accountId: member, region: 'us-east-1' });
    await account.settled();

    assert.isEmpty(account.services.events.failedInvocations);
    const asked = account.decisions.slice(from).filter(({ action }) => action === 'events:PutEvents');
    assert.deepEqual(
      asked.map(({ role, accountId, resource, allowed }) => [role, accountId, resource, allowed]),
      [
        [
          'configmend-us-east-1-forwarder',
          member,
          `arn:aws:events:eu-west-1:${account.accountId}:event-bus/configmend-members`,
          true,
        ],
      ],
    );
  });

  it('is applied again with other variables', async () => {
    const { updated, created } = await near.apply({ enable_fast_path: true });

    assert.isEmpty(updated);
    assert.isNotEmpty(created.filter((address) => address.startsWith('aws_cloudwatch_event_rule.')));
  });
});
