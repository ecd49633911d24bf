import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { Failure } from '../contract/failure.ts';
import type { Change } from '../contract/plan.ts';
import type { Applied } from './apply.ts';

/**
 * The calls of a security-group plan. In a default VPC a revoke of what is not there succeeds and lists it in
 * UnknownIpPermissions; elsewhere it fails with InvalidPermission.NotFound and revokes nothing (EC2 API,
 * RevokeSecurityGroupIngress). Both mean that the group moved on.
 */
export async function applyEc2(ec2: Pick<EC2Client, 'send'>, change: Change): Promise<Applied> {
  const input = { ...change.input, GroupId: String(change.input['GroupId']) };
  switch (change.service === 'ec2' ? change.operation : '') {
    case 'AuthorizeSecurityGroupIngress':
      await ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
      return 'done';
    case 'AuthorizeSecurityGroupEgress':
      await ec2.send(new AuthorizeSecurityGroupEgressCommand(input));
      return 'done';
    case 'RevokeSecurityGroupIngress':
      return revoked(await ec2.send(new RevokeSecurityGroupIngressCommand(input)));
    case 'RevokeSecurityGroupEgress':
      return revoked(await ec2.send(new RevokeSecurityGroupEgressCommand(input)));
    default:
      throw new Failure(
        'CHANGE_FAILED',
        `${change.service}:${change.operation} is not a call that mends a security group`,
      );
  }
}

function revoked({ UnknownIpPermissions }: { UnknownIpPermissions?: unknown[] | undefined }): Applied {
  return (UnknownIpPermissions?.length ?? 0) > 0 ? 'moved-on' : 'done';
}
