import { AuthorizeSecurityGroupIngressCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import {
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { errorCode } from '../../aws/classify-error.ts';
import type { Breakage } from '../../console/console-data.ts';
import { Failure } from '../../contract/failure.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { World } from './world.ts';

/** Something that somebody in a hurry does to an account, with what the calls are. */
export interface BreakingAct extends Breakage {
  readonly calls: readonly string[];
  carryOut(): Promise<void>;
}

/** What the buttons of the console do to the demo's world. Doing one twice changes nothing more. */
export function breakagesOf(account: LocalAccount, world: World): BreakingAct[] {
  const client = account.clientConfig();
  const [ec2, s3] = [new EC2Client(client), new S3Client(client)];
  const groupId = (name: string): string => world.groups.find((group) => group.name === name)?.id ?? '';
  const open = (name: string, permission: IpPermission) => async (): Promise<void> => {
    const rule = { GroupId: groupId(name), IpPermissions: [permission] };
    try {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    } catch (error) {
      if (errorCode(error) !== 'InvalidPermission.Duplicate') throw error;
    }
  };
  const everyone = { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'just for a moment' }] };
  const authorize = 'ec2:AuthorizeSecurityGroupIngress';
  const [shared, shielded] = ['acme-invoices', 'acme-contained'];
  return [
    {
      id: 'ssh',
      label: 'Open ssh on web',
      about: 'tcp 22 from 0.0.0.0/0, “just for a moment”',
      resourceId: groupId('web'),
      calls: [`${authorize} ${groupId('web')}: tcp 22 from 0.0.0.0/0`],
      carryOut: open('web', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...everyone }),
    },
    {
      id: 'everything',
      label: 'Open everything on app',
      about: 'all traffic from 0.0.0.0/0, beside a good rule',
      resourceId: groupId('app'),
      calls: [`${authorize} ${groupId('app')}: all traffic from 0.0.0.0/0`],
      carryOut: open('app', { IpProtocol: '-1', ...everyone }),
    },
    {
      id: 'publish',
      label: 'Publish the invoices',
      about: 'Block Public Access is deleted, and a policy lets everyone read',
      resourceId: shared,
      calls: [`s3:DeletePublicAccessBlock ${shared}`, `s3:PutBucketPolicy ${shared}: Principal *, s3:GetObject`],
      async carryOut() {
        await s3.send(new DeletePublicAccessBlockCommand({ Bucket: shared }));
        const Statement = [
          {
            Sid: 'ForTheTaxOffice',
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: `arn:aws:s3:::${shared}/*`,
          },
        ];
        const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
        await s3.send(new PutBucketPolicyCommand({ Bucket: shared, Policy }));
      },
    },
    {
      id: 'unblock',
      label: 'Switch a block off',
      about: `two of the four settings of Block Public Access of ${shielded}`,
      resourceId: shielded,
      calls: [`s3:PutPublicAccessBlock ${shielded}: IgnorePublicAcls and RestrictPublicBuckets off`],
      async carryOut() {
        const PublicAccessBlockConfiguration = {
          BlockPublicAcls: true,
          IgnorePublicAcls: false,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: false,
        };
        await s3.send(new PutPublicAccessBlockCommand({ Bucket: shielded, PublicAccessBlockConfiguration }));
      },
    },
  ];
}

/** The act of that id. Throws USAGE. */
export function breakageNamed(id: string, acts: readonly BreakingAct[]): BreakingAct {
  const act = acts.find((one) => one.id === id);
  if (act === undefined) throw new Failure('USAGE', 'there is no such thing to break: load the page again');
  return act;
}
