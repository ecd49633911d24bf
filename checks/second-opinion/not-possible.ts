import { AuthorizeSecurityGroupIngressCommand, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { GetBucketVersioningCommand, PutBucketAclCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { anyone, putOwnership, putPolicy, soundBucket } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { createGroup } from './scenario.ts';

/** What is proved over the local account alone, because moto does not answer as AWS does. */
export interface NotPossible {
  readonly what: string;
  /** What moto does instead. */
  readonly why: string;
  /** Whether moto still does; absent where there is nothing to ask. */
  still?(hybrid: Hybrid): Promise<boolean>;
}

export const notPossible: readonly NotPossible[] = [
  {
    what: 'a mend that Block Public Access refuses',
    why: 'moto accepts a public policy and a public ACL while it is on',
    async still({ hub: { s3 } }) {
      const bucket = await soundBucket(s3);
      return accepted(putPolicy(s3, bucket, anyone(bucket)));
    },
  },
  {
    what: 'ACLs that cannot be disabled for a grant that stays',
    why: 'moto disables them, and answers no InvalidBucketAclWithObjectOwnership',
    async still({ hub: { s3 } }) {
      const Bucket = await soundBucket(s3);
      await putOwnership(s3, Bucket, 'ObjectWriter');
      await s3.send(new PutBucketAclCommand({ Bucket, GrantWrite: logDelivery }));
      return accepted(putOwnership(s3, Bucket, 'BucketOwnerEnforced'));
    },
  },
  {
    what: 'a bucket with MFA delete, which is left to people',
    why: 'moto takes MFADelete and does not keep it',
    async still({ hub: { s3 } }) {
      const Bucket = await soundBucket(s3);
      const VersioningConfiguration = { Status: 'Suspended', MFADelete: 'Enabled' } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, MFA: 'device 123456', VersioningConfiguration }));
      return (await s3.send(new GetBucketVersioningCommand({ Bucket }))).MFADelete === undefined;
    },
  },
  {
    what: 'a group pair that has a description',
    why: 'moto revokes it only by its description, which EC2 does not ask for: InvalidPermission.NotFound',
    async still({ hub: { ec2 } }) {
      const GroupId = await createGroup(ec2, []);
      const pair = (Description?: string) => [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId, Description }] },
      ];
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: pair('each other') }));
      return !(await accepted(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: pair() }))));
    },
  },
  {
    what: 'EventBridge telling the fast path of a call',
    why: 'moto keeps no trail: the event is written from what moto answered, and the function is invoked',
  },
  {
    what: 'the end of a grace period in the queue',
    why: 'no time goes by on moto: the message that it hides is sent again',
  },
  {
    what: 'the schedules of coordinator and sweep',
    why: 'moto fires none: both are invoked; on ministack the coordinator is started by one',
  },
  {
    what: 'the sweep of every place in one go',
    why: 'of the hub it would find what the other scenarios and the deployed shape have left there: one place is asked for',
  },
];

const logDelivery = 'uri=http://acs.amazonaws.com/groups/s3/LogDelivery';

async function accepted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch {
    return false;
  }
}
