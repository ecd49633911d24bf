import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Accounts } from '../../../accounts/accounts.ts';
import type { Place } from '../../../accounts/membership.ts';
import type { RemediationReport } from '../../../contract/remediation-batch.ts';
import { initialSafetyState, type SafetyState } from '../../../contract/safety-state.ts';
import { startLocalAccount } from '../../../local/local-account.ts';
import { applyEc2 } from '../../../remediators/apply-ec2.ts';
import { applyWith } from '../../../remediators/apply.ts';
import { createRemediatorHandler } from '../../../remediators/handler.ts';
import { securityGroupRemediator } from '../../../remediators/security-group.ts';
import { ec2ClientOf, securityGroupKind } from '../../../resources/security-group-kind.ts';
import { rules } from '../../../rules/registry.ts';
import { createSafetyStore, safetyKey } from '../../../safety/safety-store.ts';
import type { SafetyLimits } from '../../../safety/limits.ts';
import { accountsOf, memberAccount } from '../../support/accounts.ts';
import { accountId } from '../../support/instructions.ts';
import { remediatorSettings } from '../../support/remediator-settings.ts';

const ledger = 'the-ledger';
/** Unless another is given. */
export const hub: Place = { accountId, region: 'eu-north-1' };
export const stranger: Place = { accountId: '999988887777', region: 'us-east-1' };
export const member = memberAccount({ regions: ['us-east-1'] });
export const inMember: Place = { accountId: member.id, region: 'us-east-1' };

export interface RemediatorFunction {
  /** As Lambda does, whoever asks for it. */
  invoke(event: unknown): Promise<RemediationReport>;
  /** Of a port that nobody may open, and of one that anybody may. */
  openGroup(place: Place): Promise<string>;
  /** The first ports of its inbound rules. */
  portsOf(place: Place, groupId: string): Promise<number[]>;
  /** What the function changed in EC2, by operation and place. */
  changes(): string[];
  /** How often it asked EC2 anything. */
  asked(): number;
  /** The gate open, the breaker as new, and these limits. */
  begin(limits: SafetyLimits): Promise<void>;
  closeGate(): Promise<void>;
  /** As somebody writes it who may write to the ledger bucket. */
  forgeSafety(state: SafetyState): Promise<void>;
  safety(): Promise<SafetyState>;
  stop(): Promise<void>;
}

/**
 * The function that mends security groups over a local account, with the hub's role. The hub's region has to be of one spec file alone,
 * since functions keep a client for each as long as the process lives.
 */
export async function startRemediatorFunction(home: Place = hub): Promise<RemediatorFunction> {
  const before = { ...process.env };
  const accounts: Accounts = { ...accountsOf(member), hub: home };
  const local = await startLocalAccount({ seed: 1, ...home });
  const ownRole = `arn:aws:iam::${accountId}:role/configmend-remediator-security-group`;
  Object.assign(process.env, await remediatorSettings(local, accounts), local.environment({ roleArn: ownRole }));
  const lambda = createRemediatorHandler(securityGroupRemediator, securityGroupKind, rules, (region, options) =>
    applyWith(ec2ClientOf(region, options), applyEc2),
  );
  Object.assign(process.env, { REMEDIATORS: '{"security-group":"no-such-function"}', REMEDIATOR_SECONDS: '60' });
  const ssm = new SSMClient(local.clientConfig());
  const s3 = new S3Client({ ...local.clientConfig(), forcePathStyle: true });
  const ec2 = ({ region, accountId: of }: Place) => new EC2Client(local.clientConfig(region, of));
  const setGate = (Value: string) =>
    ssm.send(new PutParameterCommand({ Name: '/gate', Value, Type: 'String', Overwrite: true }));
  const forgeSafety = async (state: SafetyState): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: ledger, Key: safetyKey, Body: JSON.stringify(state) }));
  };
  const byFunction = () =>
    local.calls.calls.filter(
      ({ service, principalArn }) => service === 'ec2' && principalArn.includes(':assumed-role/'),
    );
  let groups = 0;
  return {
    invoke: (event) => lambda(event, { invokedFunctionArn: `arn:aws:lambda:${home.region}:${accountId}:function:x` }),
    async openGroup(place) {
      groups += 1;
      const made = new CreateSecurityGroupCommand({ GroupName: `group-${groups}`, Description: 'test' });
      const { GroupId = '' } = await ec2(place).send(made);
      const open = (port: number) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      });
      const IpPermissions = [open(22), open(443)];
      await ec2(place).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return GroupId;
    },
    async portsOf(place, id) {
      const described = await ec2(place).send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
      return (described.SecurityGroups?.[0]?.IpPermissions ?? [])
        .map(({ FromPort = 0 }) => FromPort)
        .toSorted((a, b) => a - b);
    },
    changes: () =>
      byFunction()
        .filter(({ operation }) => /^(Authorize|Revoke|Modify)/.test(operation))
        .map((call) => `${call.operation} in ${call.accountId}/${call.region}`),
    asked: () => byFunction().length,
    async begin(limits) {
      process.env['BREAKER_LIMITS'] = JSON.stringify(limits);
      await setGate('true');
      await forgeSafety(initialSafetyState);
      local.calls.clear();
    },
    forgeSafety,
    safety: async () => (await createSafetyStore(s3, ledger).read()).state,
    closeGate: async () => void (await setGate('false')),
    async stop() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      await local.stop();
    },
  };
}
