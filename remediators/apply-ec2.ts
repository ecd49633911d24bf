import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Change } from '../contract/plan.ts';
import type { Applied } from './apply.ts';

/**
 * The calls of a security-group plan. In a default VPC a revoke of what is not there succeeds and lists it in
 * UnknownIpPermissions; elsewhere it fails with InvalidPermission.NotFound and revokes nothing (EC2 API,
 * RevokeSecurityGroupIngress). Both mean that the group moved on, and where it lists all that was asked for, that the call
 * changed nothing: unless the SDK sent it twice, when the first may have done it. Rules that are named by id and not there fail the
 * call with InvalidSecurityGroupRuleId.NotFound, and nothing is changed.
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
      return revoked(change, await ec2.send(new RevokeSecurityGroupIngressCommand(input)));
    case 'RevokeSecurityGroupEgress':
      return revoked(change, await ec2.send(new RevokeSecurityGroupEgressCommand(input)));
    case 'ModifySecurityGroupRules':
      await ec2.send(new ModifySecurityGroupRulesCommand(v.parse(Modification, input)));
      return 'done';
    default:
      throw new Failure(
        'CHANGE_FAILED',
        `${change.service}:${change.operation} is not a call that mends a security group`,
      );
  }
}

const Modification = v.looseObject({
  GroupId: v.string(),
  SecurityGroupRules: v.array(
    v.looseObject({ SecurityGroupRuleId: v.string(), SecurityGroupRule: v.record(v.string(), v.unknown()) }),
  ),
});

interface Revoked {
  readonly UnknownIpPermissions?: readonly unknown[] | undefined;
  readonly $metadata?: { readonly attempts?: number | undefined };
}

function revoked({ input }: Change, { UnknownIpPermissions, $metadata }: Revoked): Applied {
  if (UnknownIpPermissions === undefined || UnknownIpPermissions.length === 0) return 'done';
  const all = countRules(UnknownIpPermissions) >= countRules(input['IpPermissions']);
  return all && ($metadata?.attempts ?? 1) === 1 ? 'untouched' : 'moved-on';
}

const Sources = v.optional(v.array(v.unknown()), []);
const Permissions = v.optional(
  v.array(v.object({ IpRanges: Sources, Ipv6Ranges: Sources, PrefixListIds: Sources, UserIdGroupPairs: Sources })),
  [],
);

/** One for each source of each permission. */
function countRules(permissions: unknown): number {
  return v
    .parse(Permissions, permissions)
    .flatMap((permission) => Object.values(permission))
    .reduce((sum, sources) => sum + sources.length, 0);
}
