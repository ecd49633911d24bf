import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { Credentials } from '../credentials.ts';
import { assumeRoleAccess } from '../iam/access/session-access.ts';
import { resourceDecision } from '../iam/resource-policy.ts';
import type { XmlValue } from '../xml.ts';
import { type BadMember, readInput } from '../read-input.ts';
import type { Caller, ServiceDeps } from '../service.ts';
import { roleArnOf, roleIdOf } from './principal.ts';
import type { Role, Roles } from './roles.ts';
import { sessionLimitMembers, sessionLimits } from './session-limits.ts';

/** Managed session policies, transitive tags, MFA and source identities are left out: they would change what the session may do. */
const Input = v.strictObject({
  Action: v.string(),
  Version: v.string(),
  RoleArn: v.pipe(v.string(), v.regex(/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of a role')),
  RoleSessionName: v.pipe(v.string(), v.regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 of letters, digits and _+=,.@-')),
  ExternalId: v.optional(v.string()),
  DurationSeconds: v.optional(
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(900), v.maxValue(43_200)),
  ),
  ...sessionLimitMembers,
});

const defaultSessionSeconds = 3600;
const chainedSessionSeconds = 3600;

export function refuseMember({ member, message }: BadMember): AwsError {
  return new AwsError('ValidationError', `Value at '${member}' failed to satisfy constraint: ${message}`);
}

export interface AssumeRoleDeps extends Pick<ServiceDeps, 'clock' | 'id'> {
  readonly roles: Roles;
  readonly credentials: Credentials;
  /** Whether an account has switched a region off. */
  readonly isRegionOff?: (where: { accountId: string; region: string }) => boolean;
}

/**
 * AssumeRole: hands out a key whose calls are made in the role's account. The key does not expire here, though the answer says
 * when AWS's would: the clients' clocks do not follow the account's. A role that does not exist, or whose trust policy does not allow the
 * caller, is AccessDenied; whether the caller's own policies allow it was asked before, and is asked within one account too, where AWS
 * is content with a trust policy that names the very principal.
 */
export function assumeRole(deps: AssumeRoleDeps, raw: unknown, caller: Caller): { [element: string]: XmlValue } {
  const input = readInput(Input, raw, refuseMember);
  const role = deps.roles.find(input.RoleArn);
  for (const { action, ...asked } of assumeRoleAccess(input)) {
    const request = { ...asked, action, context: asked.context ?? {} };
    if (role === undefined || resourceDecision(role.trust, caller, request).effect !== 'allow') {
      throw denied(caller, action, input.RoleArn);
    }
  }
  if (role === undefined) throw denied(caller, 'sts:AssumeRole', input.RoleArn);
  const seconds = input.DurationSeconds ?? defaultSessionSeconds;
  assertDuration(role, caller, seconds);
  assertRegionOn(deps, role, caller);
  const { packedSize, ...limits } = sessionLimits(input);
  const { accessKeyId, principalArn } = deps.credentials.issueSession(role.arn, input.RoleSessionName, deps.id, limits);
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleIdOf(withoutPath(role.arn))}:${input.RoleSessionName}`,
      Arn: principalArn,
    },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: deps.id(40),
      SessionToken: deps.id(64),
      Expiration: new Date(deps.clock.now() + seconds * 1000).toISOString(),
    },
    ...(packedSize === undefined ? {} : { PackedPolicySize: String(packedSize) }),
  };
}

/** A session's ARN does not tell the path of its role. */
function withoutPath(arn: string): string {
  return arn.replace(/:role\/.*\//, ':role/');
}

/** SDK clients cannot assume a role for longer than it allows, nor for more than an hour from another role's session. */
function assertDuration(role: Role, caller: Caller, seconds: number): void {
  if (seconds > (role.maxSessionSeconds ?? defaultSessionSeconds)) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (roleArnOf(caller.principalArn) !== undefined && seconds > chainedSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
}

/** It is the role's account that has to have the region of the endpoint (IAM User Guide, "Managing AWS STS in an AWS Region"). */
function assertRegionOn({ isRegionOff }: AssumeRoleDeps, role: Role, { region }: Caller): void {
  const accountId = role.arn.split(':')[4] ?? '';
  if (isRegionOff?.({ accountId, region }) !== true) return;
  throw new AwsError(
    'RegionDisabledException',
    `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    403,
  );
}

function denied(caller: Caller, action: string, roleArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    403,
  );
}
