import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Account, Accounts } from '../../../accounts/accounts.ts';
import type { Place } from '../../../accounts/membership.ts';
import type { ResourceIdentity } from '../../../contract/resource.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { groupIdentity } from '../../support/instructions.ts';

export const hub = '123456789012';
export const prod = '111122223333';
export const staging = '444455556666';
/** Of the deployment, and without the role that reads there. */
export const lost = '777788889999';
export const stranger = '999988887777';
export const externalId = 'configmend-test';
export const bucket = 'configmend-ledger';

const regions = ['eu-west-1', 'us-east-1'];
const account = (id: string, name: string, given: Partial<Account> = {}): Account => ({
  id,
  name,
  mode: 'auto',
  regions,
  ...given,
});

export function deployment(given: Partial<Accounts> = {}): Accounts {
  return {
    version: 1,
    hub: { accountId: hub, region: 'eu-west-1' },
    prefix: 'team',
    externalId,
    accounts: [account(hub, 'security'), account(prod, 'prod'), account(staging, 'staging', { mode: 'observe' })],
    ...given,
  };
}

/** The same with a member whose role is missing. */
export function withLost(): Accounts {
  return { ...deployment(), accounts: [...deployment().accounts, account(lost, 'lost')] };
}

export interface ThreeAccounts {
  readonly local: LocalAccount;
  /** The group that is open to the world, of each account and region. */
  readonly open: readonly ResourceIdentity[];
  groupIn(place: Place): ResourceIdentity;
  /** Says in the ledger bucket who is a member. */
  say(members: Accounts): Promise<void>;
}

/** Three accounts with two regions each, an open group in each, and the reader roles in all but the hub's own account. */
export async function startThreeAccounts(): Promise<ThreeAccounts> {
  const local = await startLocalAccount({ seed: 1 });
  const s3 = new S3Client(local.clientConfig());
  await s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  for (const id of [prod, staging]) {
    const arn = `arn:aws:iam::${id}:role/team-reader`;
    local.services.sts.roles.register({ arn, trusted: [hub], externalId });
  }
  const places = [hub, prod, staging].flatMap((accountId) => regions.map((region) => ({ accountId, region })));
  const open = await Promise.all(places.map((place) => openGroup(local, place)));
  local.calls.clear();
  const say = async (members: Accounts): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'accounts.json', Body: JSON.stringify(members) }));
  };
  await say(deployment());
  return {
    local,
    open,
    say,
    groupIn: ({ accountId, region }) =>
      open.find((one) => one.accountId === accountId && one.region === region) ?? assert.fail('no such place'),
  };
}

/** From a region that an account has not switched on. */
export function closeRegion({ faults }: LocalAccount, place: Place): void {
  const when = ({ accountId, region }: Place): boolean => accountId === place.accountId && region === place.region;
  const error = (code: string, status: number) => ({ kind: 'error', code, status }) as const;
  faults.inject({ service: 'ec2', when, fault: error('AuthFailure', 401) });
  faults.inject({ service: 's3', when, fault: error('InvalidToken', 400) });
}

/** A read of a queue ends with a poll that waits for a second: that second passes at once. */
export function passLongPolls({ faults, clock }: LocalAccount): void {
  faults.inject({
    operation: 'ReceiveMessage',
    when() {
      // Once it waits; where it does not yet, it waits in real time.
      setTimeout(() => clock.advance(1000), 20);
      return false;
    },
    fault: { kind: 'delay', ms: 0 },
  });
}

async function openGroup(local: LocalAccount, { accountId, region }: Place): Promise<ResourceIdentity> {
  const credentials = { accessKeyId: accountId, secretAccessKey: 'local' };
  const ec2 = new EC2Client({ ...local.clientConfig(region), credentials });
  const VpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'open', VpcId }),
  );
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const arn = `arn:aws:ec2:${region}:${accountId}:security-group/${GroupId}`;
  return groupIdentity(GroupId, { accountId, region, arn });
}
