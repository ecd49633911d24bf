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
  readonly UnknownIpPermissions?: unknown;
  readonly $metadata?: { readonly attempts?: number | undefined };
}

/** The call took effect, whatever the list looks like: what cannot be read of it is for the next reading of the group to show. */
function revoked({ input }: Change, { UnknownIpPermissions, $metadata }: Revoked): Applied {
  if (UnknownIpPermissions === undefined || v.is(v.strictTuple([]), UnknownIpPermissions)) return 'done';
  const asked = rulesIn(input['IpPermissions']);
  const unknown = new Set(rulesIn(UnknownIpPermissions));
  const none = asked.length > 0 && asked.every((rule) => unknown.has(rule));
  return none && ($metadata?.attempts ?? 1) === 1 ? 'untouched' : 'moved-on';
}

const port = v.optional(v.number(), -1);
const listOf = <T extends v.GenericSchema>(source: T) => v.optional(v.array(source), []);
const Permissions = v.array(
  v.object({
    IpProtocol: v.string(),
    FromPort: port,
    ToPort: port,
    IpRanges: listOf(v.object({ CidrIp: v.string() })),
    Ipv6Ranges: listOf(v.object({ CidrIpv6: v.string() })),
    PrefixListIds: listOf(v.object({ PrefixListId: v.string() })),
    UserIdGroupPairs: listOf(v.object({ GroupId: v.string() })),
  }),
);

/** One line for each source of each permission, without what does not tell two rules of a group apart; none of what has another form. */
function rulesIn(permissions: unknown): string[] {
  const parsed = v.safeParse(Permissions, permissions);
  if (!parsed.success) return [];
  return parsed.output.flatMap(({ IpProtocol, FromPort, ToPort, ...sources }) =>
    Object.values(sources)
      .flat()
      .map((source) => JSON.stringify([IpProtocol, ...(IpProtocol === '-1' ? [] : [FromPort, ToPort]), source])),
  );
}
