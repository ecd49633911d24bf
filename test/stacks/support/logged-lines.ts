import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { accountsKey } from '../../../accounts/read-accounts.ts';
import { startLocalAccount } from '../../../local/local-account.ts';
import { applyEc2 } from '../../../remediators/apply-ec2.ts';
import { createRemediatorHandler } from '../../../remediators/handler.ts';
import { securityGroupRemediator } from '../../../remediators/security-group.ts';
import { ec2ClientOf, securityGroupKind } from '../../../resources/security-group-kind.ts';
import { rules } from '../../../rules/registry.ts';
import { createRuleHandler } from '../../../rules/handler.ts';
import { securityGroupRestrictedPorts } from '../../../rules/security-group-restricted-ports.ts';
import { accountsOf } from '../../support/accounts.ts';
import { answering, batchTaken } from '../../support/aws.ts';
import { exemptionBucket } from '../../support/exemption-bucket.ts';
import { batch, groupIdentity, held, work } from '../../support/instructions.ts';
import { remediatorSettings } from '../../support/remediator-settings.ts';
import { changeEvent, groupItem } from '../../support/rule-events.ts';

const Line = v.looseObject({ level: v.string(), message: v.string() });
export type Line = v.InferOutput<typeof Line>;

/** Of its own, since the readers keep a client for each region. */
const region = 'eu-south-2';
const accountId = '123456789012';

/** The lines that the Lambda of a rule writes about one group that violates it. */
export async function linesOfRule(): Promise<Line[]> {
  const config = answering(new ConfigServiceClient({ region }), { PutEvaluations: {} });
  const sqs = answering(new SQSClient({ region }), { SendMessageBatch: batchTaken() });
  const environment = { QUEUE_URL: 'https://sqs/remediation', AWS_REGION: region, EXEMPTIONS_BUCKET: 'ledger' };
  const bucket = exemptionBucket();
  bucket.set(accountsKey, { ...accountsOf(), hub: { accountId, region } });
  const sessions = () => Promise.reject(new Error('no role is to be assumed'));
  const deps = { configIn: () => config.client, sqs: sqs.client, s3: bucket.client, sessions, environment };
  const handle = createRuleHandler(securityGroupRestrictedPorts, securityGroupKind, securityGroupRemediator, deps);
  const configRuleArn = `arn:aws:config:${region}:${accountId}:config-rule/config-rule-abc123`;
  const context = { invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:rule` };
  return logged(() => handle(changeEvent(groupItem(), { configRuleArn }), context));
}

/** The lines that the Lambda of a remediator writes about one group that it mends and one that is not there, in a local account. */
export async function linesOfRemediator(): Promise<Line[]> {
  const account = await startLocalAccount({ seed: 1, accountId, region });
  const before = { ...process.env };
  try {
    Object.assign(
      process.env,
      account.environment(),
      await remediatorSettings(account, { ...accountsOf(), hub: { accountId, region } }),
    );
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

async function logged(run: () => Promise<unknown>): Promise<Line[]> {
  const print = sinon.stub(console, 'log');
  try {
    await run();
    return print.args.map(([line]) => v.parse(Line, JSON.parse(String(line))));
  } finally {
    print.restore();
  }
}
