import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { gateParameter } from './deployment.ts';
import { prefix } from './functions.ts';
import type { BucketSetup, Deed, Opening, Scenario } from './scenario.ts';
import { region } from './services.ts';

/** What people have in the account, beside the pipeline. */
export interface Estate {
  readonly groups: readonly string[];
  readonly buckets: readonly string[];
}

export const publicSid = 'Everybody';

interface Statement {
  readonly Sid: string;
  readonly [element: string]: unknown;
}

const read = (bucket: string, Sid: string, Principal: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
});
const legal = (bucket: string, account: string): Statement =>
  read(bucket, `Account${account}`, { AWS: `arn:aws:iam::${account}:root` });
const policyText = (Statement: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

function permissionOf({ from, to, cidr }: Opening): IpPermission {
  const ranges = cidr.includes(':') ? { Ipv6Ranges: [{ CidrIpv6: cidr }] } : { IpRanges: [{ CidrIp: cidr }] };
  return { IpProtocol: 'tcp', FromPort: from, ToPort: to, ...ranges };
}

/** People's own clients: AWS answers them as anybody, and what they try in vain is their own affair. */
export function createPeople(scenario: Scenario) {
  const [ec2, s3, ssm, config] = [new EC2Client({}), new S3Client({}), new SSMClient({}), new ConfigServiceClient({})];
  const made = { groups: [] as string[], buckets: [] as string[] };

  const inVain = async (attempt: Promise<unknown>): Promise<void> => {
    await attempt.catch(() => undefined);
  };
  const statementsOf = async (Bucket: string): Promise<Statement[]> => {
    try {
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return (JSON.parse(Policy) as { Statement: Statement[] }).Statement;
    } catch {
      return [];
    }
  };
  const addStatement = async (Bucket: string, added: Statement): Promise<void> => {
    const held = await statementsOf(Bucket);
    const Policy = policyText([...held.filter(({ Sid }) => Sid !== added.Sid), added]);
    await inVain(s3.send(new PutBucketPolicyCommand({ Bucket, Policy })));
  };
  const createBucket = async (Bucket: string, setup: BucketSetup): Promise<void> => {
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    if (setup.unblocked) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    if (setup.legalStatement) await addStatement(Bucket, legal(Bucket, '444455556666'));
    if (setup.publicStatement) await addStatement(Bucket, read(Bucket, publicSid, '*'));
    if (!setup.publicAcl) return;
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await inVain(s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' })));
  };

  return {
    async settle(): Promise<Estate> {
      const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
      const VpcId = Vpcs?.[0]?.VpcId ?? '';
      for (const [at, { ingress }] of scenario.groups.entries()) {
        const named = { GroupName: `group-${at}`, Description: 'of people', VpcId };
        const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand(named));
        made.groups.push(GroupId);
        for (const opening of ingress) {
          const IpPermissions = [permissionOf(opening)];
          await inVain(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
        }
      }
      for (const [at, setup] of scenario.buckets.entries()) {
        const name = `people-${scenario.seed}-${at}`;
        made.buckets.push(name);
        await createBucket(name, setup);
      }
      return made;
    },
    async act(deed: Deed): Promise<void> {
      const GroupId = 'group' in deed ? made.groups[deed.group] : undefined;
      const Bucket = 'bucket' in deed ? (made.buckets[deed.bucket] ?? 'none') : 'none';
      switch (deed.do) {
        case 'open': {
          const IpPermissions = [permissionOf(deed.opening)];
          return inVain(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
        }
        case 'close': {
          const answer = await ec2
            .send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }))
            .catch(() => undefined);
          const first = answer?.SecurityGroups?.[0]?.IpPermissions?.[0];
          if (first === undefined) return;
          return inVain(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [first] })));
        }
        case 'delete group':
          return inVain(ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
        case 'make public':
          await inVain(s3.send(new DeletePublicAccessBlockCommand({ Bucket })));
          return addStatement(Bucket, read(Bucket, publicSid, '*'));
        case 'add legal statement':
          return addStatement(Bucket, legal(Bucket, deed.account));
        case 'drop policy':
          return inVain(s3.send(new DeleteBucketPolicyCommand({ Bucket })));
        case 'delete bucket':
          return inVain(s3.send(new DeleteBucketCommand({ Bucket })));
        case 'set gate':
          return this.setGate(deed.open);
        case 'judge again':
          return this.judgeAgain();
        case 'jump clocks':
        case 'repeat event':
          return undefined;
      }
    },
    async setGate(open: boolean): Promise<void> {
      await ssm.send(new PutParameterCommand({ Name: gateParameter, Value: String(open), Overwrite: true }));
    },
    async judgeAgain(): Promise<void> {
      const ConfigRuleNames = scenario.rules.map((id) => `${prefix}-${id}`);
      await inVain(config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames })));
    },
  };
}

export type People = ReturnType<typeof createPeople>;
