import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Approval } from '../../../contract/approval.ts';
import type { ActionRecord } from '../../../contract/ledger-entry.ts';
import { type Ended, configmend } from '../../support/cli.ts';
import { ledgerOf } from './ledger.ts';
import type { Pipeline } from './pipeline.ts';
import { ec2Of } from './security-groups.ts';

/** The account whose people approve, and its bucket. */
export const approver = '210987654321';
export const approvalBucket = 'acme-approvals';

/** Calls of people and of their pipeline, each until all that follows from it is done, and what is kept of them. */
export function changing({ account, deployment, ...pipeline }: Pipeline) {
  const approverS3 = (): S3Client => {
    const config = account.clientConfig();
    return new S3Client({ ...config, credentials: { ...config.credentials, accessKeyId: approver } });
  };
  return {
    /** A session of a role, named as one likes. */
    session(role: string, name: string): EC2Client {
      const { credentials, ...config } = account.clientConfig();
      const letters = `${role}${name}`.toUpperCase().replaceAll(/[^A-Z]/g, 'X');
      const { accessKeyId } = account.credentials.issueSession(
        `arn:aws:iam::${account.accountId}:role/${role}`,
        name,
        (length) => letters.padEnd(length, 'X').slice(0, length),
      );
      return new EC2Client({ ...config, credentials: { ...credentials, accessKeyId, sessionToken: 'local' } });
    },
    async authorise(ec2: EC2Client, GroupId: string, ...IpPermissions: IpPermission[]): Promise<void> {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      await account.settled();
    },
    async modify(ec2: EC2Client, GroupId: string, ruleId: string, rule: SecurityGroupRuleRequest): Promise<void> {
      const SecurityGroupRules = [{ SecurityGroupRuleId: ruleId, SecurityGroupRule: rule }];
      await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
      await account.settled();
    },
    /** Of the rule that begins at the port. */
    async ruleIdOf(groupId: string, port: number): Promise<string> {
      const Filters = [{ Name: 'group-id', Values: [groupId] }];
      const { SecurityGroupRules = [] } = await ec2Of(account).send(new DescribeSecurityGroupRulesCommand({ Filters }));
      return SecurityGroupRules.find(({ FromPort }) => FromPort === port)?.SecurityGroupRuleId ?? '';
    },
    async recordsOf(groupId: string): Promise<string[]> {
      const Prefix = `changes/${account.accountId}/${account.region}/${groupId}/`;
      const { Contents = [] } = await new S3Client(account.clientConfig()).send(
        new ListObjectsV2Command({ Bucket: deployment.ledgerBucket, Prefix }),
      );
      return Contents.map(({ Key = '' }) => Key);
    },
    actionsOn: async (id: string): Promise<ActionRecord[]> =>
      (await ledgerOf({ account, deployment, ...pipeline }, id)).flatMap((versions) => versions.at(-1)?.actions ?? []),
    async restore(action: ActionRecord | undefined): Promise<Ended> {
      const ended = await configmend(['restore', action?.id ?? '', '--yes'], {
        ...account.environment(),
        CONFIGMEND_LEDGER_BUCKET: deployment.ledgerBucket,
        CONFIGMEND_NOTICES_TOPIC: deployment.noticesTopicArn,
      });
      await account.settled();
      return ended;
    },
    /** Makes the bucket of approvals, in its own account, and lets the functions that judge read it. */
    async createApprovals(): Promise<void> {
      const roles = ['fast-path', 'remediator-security-group'].map(
        (name) => `arn:aws:iam::${account.accountId}:role/configmend-${account.region}-${name}`,
      );
      const statement = { Effect: 'Allow', Principal: { AWS: roles } };
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { ...statement, Action: 's3:ListBucket', Resource: `arn:aws:s3:::${approvalBucket}` },
          { ...statement, Action: 's3:GetObject', Resource: `arn:aws:s3:::${approvalBucket}/*` },
        ],
      });
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      await approverS3().send(new CreateBucketCommand({ Bucket: approvalBucket, CreateBucketConfiguration }));
      await approverS3().send(new PutBucketPolicyCommand({ Bucket: approvalBucket, Policy }));
    },
    async approve(groupId: string, change: Approval['change'], approvedBy: string): Promise<void> {
      const approval: Approval = {
        version: 1,
        groupId,
        accountId: account.accountId,
        region: 'eu-west-1',
        change,
        approvedBy,
        ticket: 'OPS-7',
        expires: '2999-01-01T00:00:00Z',
      };
      const input = { Bucket: approvalBucket, Key: `${groupId}/ops-7.json`, Body: JSON.stringify(approval) };
      await approverS3().send(new PutObjectCommand(input));
    },
  };
}
